"""Changing a company's settings, and looking back at them."""
