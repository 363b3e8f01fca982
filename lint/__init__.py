"""Rules of our own for cfn-lint: what every template of the project must keep."""
