"""A simulated FOUNDATION Accounting REST API (foundation.md B2 to B6, B8): what is assumed there is a setting here."""
