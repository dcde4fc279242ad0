"""All operations of CloudRx, in the order in which an integration meets them."""

from typing import Final

from mock_server.vendors.cloudrx.routes import catalogue, creating, following, identity

OPERATIONS: Final = (*identity.OPERATIONS, *creating.OPERATIONS, *following.OPERATIONS, *catalogue.OPERATIONS)
