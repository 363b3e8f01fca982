"""Which source brings which resource: one module per vendor."""
