"""The operations of CaryRx. Each docstring is the operation's description in the OpenAPI document."""
