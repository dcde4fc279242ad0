"""All operations of CloudRx, in the order of its pages."""

from typing import Final

from mock_server.vendors.cloudrx.routes import catalogue, creating, following, identity

OPERATIONS: Final = (*identity.OPERATIONS, *following.OPERATIONS, *creating.OPERATIONS, *catalogue.OPERATIONS)
