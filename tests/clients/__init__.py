"""The clients that are made from the API's description."""
