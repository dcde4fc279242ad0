"""A stateful stand-in for the APIs of pharmacy-fulfilment vendors."""

__version__ = "0.1.0"
