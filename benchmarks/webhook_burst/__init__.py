"""A burst of Procore's events through the real door and the real worker: how many reads it costs, what is missed."""
