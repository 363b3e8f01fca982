"""Raken's resources as sync sources."""
