"""An OpenID Connect issuer for local sign-in and for tests: code flow with PKCE, RS256 tokens."""
