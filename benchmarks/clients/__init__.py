"""Calls a second and memory of our clients beside libraries of others, on the same simulators."""
