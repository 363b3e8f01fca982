"""Tests of what is paid, and of what follows from it."""
