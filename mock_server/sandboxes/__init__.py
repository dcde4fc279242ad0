"""Sandboxes: isolated worlds in one server."""
