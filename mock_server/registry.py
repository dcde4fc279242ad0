"""The vendors that there are, a line each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mock_server.contract.vendor import Vendor
from mock_server.scenarios.words import Words
from mock_server.vendors import caryrx, cloudrx, nimbus, rxscale

VENDORS: Final[Mapping[str, Vendor]] = MappingProxyType(
    {vendor.slug: vendor for vendor in (nimbus.VENDOR, rxscale.VENDOR, cloudrx.VENDOR, caryrx.VENDOR)}
)


def words(vendors: Mapping[str, Vendor]) -> Words:
    """What scenarios may say of these vendors."""
    return {slug: vendor.words() for slug, vendor in vendors.items()}
