"""Procore's resources: one small class for each, over one shared requester (procore.md 12)."""
