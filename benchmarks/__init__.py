"""Flambeau beside PyTorch: ``python -m benchmarks`` times every workload with both in turn and prints the ratios."""
