"""Procore's records as sync sources: one module per resource, in canonical facts (procore.md 3, 6 and 12)."""
