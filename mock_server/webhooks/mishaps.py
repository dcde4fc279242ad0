"""What a rule lets go wrong with a delivery, in the outbox's own words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mock_server.engine.clock import parse_instant
from mock_server.wire import read_json, show_seconds, write_json

_NOTHING: Final = timedelta()


@dataclass(frozen=True, slots=True)
class Mishap:
    """What befalls one delivery, and the rule that wants it so; `says` is the fault in words.

    `copies` are sent besides, with the same bytes. `late` is how much later, on the sandbox's clock, it is first tried. `age`
    is how far back the event's time in the body lies. A lost one is never sent; a forged one is signed with another secret; one
    that `disables` fails, and its subscription is told nothing more. What happens on the line happens to the first attempt:
    `cut` says what is sent of the body, `seconds` over how many real ones it dribbles out.
    """

    rule: str
    says: str
    copies: int = 0
    late: timedelta = _NOTHING
    age: timedelta = _NOTHING
    is_lost: bool = False
    is_forged: bool = False
    disables: bool = False
    cut: Callable[[bytes], bytes] | None = None
    seconds: float = 0.0

    @property
    def is_on_the_line(self) -> bool:
        """Whether the bytes go out otherwise than they should."""
        return self.cut is not None or self.seconds > 0


def aged(body: bytes, member: str, by: timedelta) -> bytes:
    """A JSON object whose member with the event's time, in seconds of Unix or as an instant, lies so much further back."""
    document = read_json(body)
    if not isinstance(document, dict) or member not in document:
        return body
    told = document[member]
    if isinstance(told, int):
        document[member] = told - int(by.total_seconds())
    else:
        document[member] = show_seconds(parse_instant(str(told)) - by)
    return write_json(document)
