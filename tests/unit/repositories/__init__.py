"""Repositories that need no store."""
