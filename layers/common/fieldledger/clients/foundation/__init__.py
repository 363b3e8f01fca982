"""FOUNDATION Accounting REST API (foundation.md B2 and B3)."""
