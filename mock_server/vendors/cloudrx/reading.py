"""What becomes of an HL7 message when it is read."""

from dataclasses import dataclass
from typing import NamedTuple

from mock_server.vendors.cloudrx.models import OrderInMessage


class Found(NamedTuple):
    """A value that was found: where in the message, for which member of the order, and what it is."""

    place: str
    member: str
    value: object


class Flaw(NamedTuple):
    """Why a message cannot be used: segment and field, such as `PID-5`, and what is wrong there."""

    place: str
    says: str


class UnusableMessage(ValueError):
    """A message that cannot be read any further."""

    def __init__(self, place: str, says: str) -> None:
        super().__init__(f"{place}: {says}")
        self.flaw = Flaw(place, says)


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as it was read: `order` is there exactly where there are no flaws."""

    kind: str = ""
    version: str = ""
    control_id: str = ""
    found: tuple[Found, ...] = ()
    order: OrderInMessage | None = None
    flaws: tuple[Flaw, ...] = ()
    item_segments: tuple[str, ...] = ()
