"""A stand-in for Procore's REST API and its webhooks (procore.md)."""
