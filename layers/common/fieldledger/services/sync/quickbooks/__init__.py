"""QuickBooks' books as one sync source."""
