"""Many processes on one QuickBooks account with real limits: how much of them they use, and at what price."""
