"""The sync of all four vendors: a full load and what follows, beside dlt."""
