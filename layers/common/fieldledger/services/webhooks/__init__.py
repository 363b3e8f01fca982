"""Webhooks of vendors and relays: taking them in, handling what they say, and keeping the hooks alive."""
