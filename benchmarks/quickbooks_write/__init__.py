"""Ten thousand approved entries on their way into one realm, beside what others would do."""
