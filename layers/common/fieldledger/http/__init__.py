"""The HTTP face: routes, who may call them, and how Results become responses. Importing this imports no framework."""
