"""`fieldledger`: the operator's command line. It speaks the public API and nothing else."""
