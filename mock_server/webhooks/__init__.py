"""Webhooks out: who is told what, how each vendor signs and retries, and what came of every attempt."""
