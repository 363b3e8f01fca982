"""Connecting a company to its vendor accounts: sign-in, service accounts, check and disconnection."""
