"""Fieldledger's common layer: everything that the functions share."""
