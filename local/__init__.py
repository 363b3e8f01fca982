"""The local stack: MiniStack, the simulators and the real template on this machine."""
