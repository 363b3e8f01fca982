"""Payments of bills: what FOUNDATION's payments file says, and what Procore is told of either books' payments."""
