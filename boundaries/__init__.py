"""What other teams build on, read out of code and template, and what changed of it."""
