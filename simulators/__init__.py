"""Simulators of the outside services, for development and tests only; never deployed."""
