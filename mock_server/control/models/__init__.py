"""What the sandbox's own API reads and answers, as it crosses the wire."""
