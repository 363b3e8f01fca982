"""Requests that nobody would think of, made from the API's description."""
