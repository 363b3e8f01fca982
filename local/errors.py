"""The one error that the command line shows without a traceback."""


class LocalStackError(Exception):
    """Something a person can put right; the message says what, and where to look."""
