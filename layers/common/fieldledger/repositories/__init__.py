"""One Protocol per aggregate beside its implementation over a document table."""
