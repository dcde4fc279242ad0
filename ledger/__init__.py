"""The evidence ledger, put together: rows of `docs/sources/`, what cites them, which test proves them, and the pages of it.

A tool of the repository, not a part of the product: it reads pages and tests, and writes `docs/fidelity/`, which ships with the
server. `python -m ledger` writes, `python -m ledger --check` compares.
"""
