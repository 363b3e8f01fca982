"""From the jobsite vendors into our records."""
