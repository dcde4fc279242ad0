"""Conversations held: with a sandbox in process or over a socket, or with any other address."""
