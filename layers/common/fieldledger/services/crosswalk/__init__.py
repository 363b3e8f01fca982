"""One identity across the vendors: links, suggestions, merges, and what a change of a record does to them."""
