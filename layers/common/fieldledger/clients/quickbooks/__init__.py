"""QuickBooks Online Accounting API v3 (vendors/quickbooks.md)."""
