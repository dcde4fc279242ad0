"""The operations of the sandbox's own API, a module for each thing they are about."""
