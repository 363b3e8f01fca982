"""How long a small customer waits while a large one is being written."""
