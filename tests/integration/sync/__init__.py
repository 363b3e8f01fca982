"""Sync sources and sinks against the simulated vendors."""
