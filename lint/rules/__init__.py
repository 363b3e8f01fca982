"""Loaded by file from cfn-lint (`append_rules`), so a module here imports nothing of the project."""
