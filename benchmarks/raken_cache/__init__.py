"""Daily reports as people read them over a day: from the stored copies, and as others do it."""
