"""What the deployed stack has to do, by subject; all of it runs on one stack, in ``test_local_stack.py``."""
