"""The operations page in a real browser: the real functions behind it, a store in memory, a real sign-in."""
