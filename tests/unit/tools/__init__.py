"""What customers run at their side."""
