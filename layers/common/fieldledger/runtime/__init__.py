"""Lambda plumbing: what lives as long as the container, and the boundary around every handler."""
