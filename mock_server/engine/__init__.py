"""The state machine: plain, synchronous Python that knows no vendor and no web framework."""
