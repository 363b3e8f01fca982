"""Procore's records (procore.md 6): what the flows need is required, whatever else comes is kept."""
