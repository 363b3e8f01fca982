"""Tests of the close of a month."""
