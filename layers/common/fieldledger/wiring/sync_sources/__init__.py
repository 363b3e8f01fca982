"""The sources and sinks of each vendor's resources, put together."""
