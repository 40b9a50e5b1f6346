"""What is fast and what is slow, against a named alternative, in one run: `python -m benchmarks.pipeline`."""
