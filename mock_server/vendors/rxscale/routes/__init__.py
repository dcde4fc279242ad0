"""The operations of RxScale, a module per concept. Each docstring is an operation's description in the OpenAPI document."""
