"""Handling what vendors tell, and keeping hooks alive."""
