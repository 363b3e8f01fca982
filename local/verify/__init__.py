"""``make verify-vendor``: read-only checks with real credentials that say which of our assumptions hold."""
