"""What benchmarks count with."""
