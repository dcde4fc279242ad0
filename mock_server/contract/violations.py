"""What a client does against the vendor's document, although the vendor may let it pass; and what it must never send here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mock_server.engine.evidence import Grounds

BODY: Final = "body"
QUERY: Final = "query"
HEADER: Final = "header"
PATH: Final = "path"


class Sort(StrEnum):
    """The sorts of violations."""

    UNDOCUMENTED = "undocumented"
    """A member, a parameter or a body that the document does not have."""
    WRONG_TYPE = "wrong-type"
    """A value of another type than the document says, taken all the same."""
    CONTENT_TYPE = "content-type"
    """The body's type is missing, or another than it is read as."""
    SPELLING = "spelling"
    """An older or another spelling than the document's."""
    NO_KEY = "no-idempotency-key"
    """A call that makes something comes without the key that the vendor urges to send."""
    LIVE_CREDENTIAL = "live-credential"
    """A credential is shaped like one that works elsewhere."""
    PERSONAL = "personal-data"
    """What looks like a real person's: a number of the health service, a phone number, an e-mail address."""


_REASONS: Final[Mapping[Sort, str]] = {
    Sort.UNDOCUMENTED: "Unknown field",
    Sort.WRONG_TYPE: "Wrong type",
    Sort.CONTENT_TYPE: "Unsupported content type",
    Sort.SPELLING: "Unknown spelling",
    Sort.NO_KEY: "Header is required",
    Sort.LIVE_CREDENTIAL: "Live credentials are not accepted",
    Sort.PERSONAL: "Real personal data is not accepted",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that a call does against the vendor's document.

    `place` is a JSON pointer in the body (`/shippingAddress/zip`), else the name of the parameter or header; it is empty where
    the whole body or path is meant. `says` and `instead` hold nothing that must not be shown. `grounds` are there where the
    vendor's pages have something to do with it.
    """

    sort: Sort
    part: str
    place: str
    says: str
    instead: str
    grounds: Grounds | None = None

    @property
    def reason(self) -> str:
        """What is wrong, in the few words that a vendor's error has room for."""
        return _REASONS[self.sort]

    @property
    def where(self) -> str:
        """The place in words: `/shippingAddress/zip in the body`."""
        if self.part == BODY:
            return f"{self.place} in the body" if self.place else "the body"
        return f"the {self.part} {self.place}" if self.place else f"the {self.part}"


def pointer_to(*steps: str | int) -> str:
    """The JSON pointer to a place in a body."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
