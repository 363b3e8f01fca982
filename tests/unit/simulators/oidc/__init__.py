"""Tests of the local issuer."""
