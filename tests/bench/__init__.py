"""Benchmarks. Speed lives here, never in a timed test: machines are shared and noisy, so ratios are what counts."""
