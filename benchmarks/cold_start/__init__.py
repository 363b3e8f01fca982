"""Cold starts of the built functions beside peers that do the same work."""
