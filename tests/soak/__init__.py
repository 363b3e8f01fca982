"""The crash harness: every external effect of posting, killed, lost and throttled (docs/architecture.md, "Proof")."""
