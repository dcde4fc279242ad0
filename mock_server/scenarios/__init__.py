"""Scenarios: YAML in, the start of a sandbox out."""
