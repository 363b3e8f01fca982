"""Procore's sync sources on the real client and the simulated vendor."""
