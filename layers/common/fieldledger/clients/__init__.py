"""Clients of the vendors, and what they stand on: tokens, budgets, one HTTP client."""
