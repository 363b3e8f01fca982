"""The catalogue of routes, one file for each area: which paths exist, and what a caller needs for them."""
