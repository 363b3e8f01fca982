"""From ten to ten thousand customers over a day: what bends first."""
