"""From approved records into the books, exactly once."""
