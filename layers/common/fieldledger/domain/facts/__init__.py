"""What is kept of vendors' records: one module per idea, one model per resource."""
