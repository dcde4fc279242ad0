"""The vendor's closed lists: names that stand on the wire, and the numbers that are taken for them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# The portal prints `Mr`, `Male`, `Account` and, elsewhere, the number 1 for a title and a payment type. That 1 is the first
# name, and all other members, are our conclusions (CLX-43, CLX-44).
TITLES: Final[Mapping[int, str]] = MappingProxyType(
    {1: "Mr", 2: "Mrs", 3: "Miss", 4: "Ms", 5: "Dr", 6: "Prof", 7: "Rev", 8: "Mx"}
)
GENDERS: Final[Mapping[int, str]] = MappingProxyType({1: "Male", 2: "Female", 3: "Other", 4: "Unknown"})
ACCOUNT: Final = "Account"
PATIENT: Final = "Patient"
PAYMENT_TYPES: Final[Mapping[int, str]] = MappingProxyType({1: ACCOUNT, 2: PATIENT})


def member(members: Mapping[int, str], sent: object) -> str | None:
    """The canonical name of a member that is sent by its name, in any case, or by its number; None where it is none."""
    if isinstance(sent, bool):
        return None
    if isinstance(sent, float) and sent.is_integer():
        sent = int(sent)
    if isinstance(sent, int):
        return members.get(sent)
    if isinstance(sent, str):
        wanted = sent.strip().lower()
        return next((name for name in members.values() if name.lower() == wanted), None)
    return None
