"""Measurements of the server, each beside a bare answer in the same run: `make bench`.

Machines are noisy, so only ratios within one run mean anything. Goals and meaning are in `docs/performance.md`.
"""
