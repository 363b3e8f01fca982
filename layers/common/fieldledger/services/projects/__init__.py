"""Jobs that people make and change."""
