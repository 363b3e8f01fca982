"""What goes wrong in words for a person."""


class CliProblem(Exception):  # noqa: N818 - mostly no error of ours
    """Told on stderr; the exit code is 1."""
