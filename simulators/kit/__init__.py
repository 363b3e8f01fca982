"""What every simulator shares: a settable clock, faults, exact windows, a request log, admin routes."""
