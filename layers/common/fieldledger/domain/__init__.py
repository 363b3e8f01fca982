"""Canonical models: what Fieldledger means by a job, a time card, a posting, whatever the vendor calls it."""
