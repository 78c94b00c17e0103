"""PyTorch's own database of operators, beside ours: `PYTHONPATH=tests python -m parity` runs all of it."""
