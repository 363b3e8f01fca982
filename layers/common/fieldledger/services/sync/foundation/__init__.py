"""FOUNDATION's resources as sync sources."""
