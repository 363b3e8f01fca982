"""The sync engine and its sinks."""
