"""Raken."""
