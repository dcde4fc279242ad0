"""The vendor's closed lists: names that stand on the wire, and the one number that is taken for a name."""

from collections.abc import Sequence
from typing import Final

# The portal prints `Mr`, `Male`, `Account` and, elsewhere, the number 1 for a title and a payment type. That 1 is that name,
# which stands first here, and all other names are our conclusions (CLX-43, CLX-44); of other numbers nothing is known.
TITLES: Final = ("Mr", "Mrs", "Miss", "Ms", "Dr", "Prof", "Rev", "Mx")
GENDERS: Final = ("Male", "Female", "Other", "Unknown")
ACCOUNT: Final = "Account"
PATIENT: Final = "Patient"
PAYMENT_TYPES: Final = (ACCOUNT, PATIENT)
KNOWN_NUMBER: Final = 1


def member(names: Sequence[str], sent: object) -> str | None:
    """The canonical name of a member that is sent by its name, in any case, or by the number; None where it is none."""
    if isinstance(sent, str):
        wanted = sent.strip().lower()
        return sent if sent in names else next((name for name in names if name.lower() == wanted), None)
    if isinstance(sent, int | float) and not isinstance(sent, bool):
        return names[0] if sent == KNOWN_NUMBER else None
    return None
