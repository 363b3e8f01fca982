"""What callers see of a record: internal fields stay inside."""
