"""Posting to FOUNDATION: over REST, and as an equal path in import files."""
