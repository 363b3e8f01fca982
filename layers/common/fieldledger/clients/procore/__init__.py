"""Procore's REST API (vendors/procore.md)."""
