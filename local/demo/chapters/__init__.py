"""The month in chapters, in the order in which they are told."""
