"""What changed of the boundaries since a revision, in words, and whom it concerns."""
