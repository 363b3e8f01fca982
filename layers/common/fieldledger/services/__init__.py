"""Business logic: knows no HTTP, takes typed parameters, returns Results, logs every mutation."""
