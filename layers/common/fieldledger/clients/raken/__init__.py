"""Raken public API (vendors/raken.md)."""
