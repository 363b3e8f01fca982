"""Mapping tables: changing them, and reading them together with the older settings."""
