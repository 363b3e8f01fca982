"""A simulator of Raken's public API, as far as it is known: OAuth, read-only lists, limits, traps."""
