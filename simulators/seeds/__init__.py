"""One made-up contractor for all simulators: the same jobs, workers, vendors and costs everywhere, from one seed."""
