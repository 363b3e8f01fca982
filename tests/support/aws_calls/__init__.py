"""Which calls of AWS each function can make, read from the code."""
