"""The exceptions inbox: looking through it, what is kept in it, what is released."""
