"""Tests of the simulated Raken."""
