"""Fieldledger's common layer: everything that the functions share."""

import os

# Pydantic would read the metadata of every installed package at a cold start, to look for plugins of its own: none is.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
