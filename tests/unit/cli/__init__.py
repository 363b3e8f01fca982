"""The command line against an API that answers what a test lays out."""
