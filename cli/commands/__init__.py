"""The commands, one file for each thing that they are about."""
