"""Putting the parts together: one module per kind of function, so that each imports only what it runs."""
