"""The deployed local stack from outside: sign-in, gateway, functions, queues, simulated vendors."""
