"""What a vendor says: an answer, or a refusal from its catalogue of errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mock_server.engine.evidence import Grounds

HeaderRow = tuple[tuple[bytes, bytes], ...]

JSON_TYPE: HeaderRow = ((b"content-type", b"application/json"),)


class Answer(NamedTuple):
    """An answer as it goes out: status, body, and all headers but the length.

    `location` is the path below the vendor's address of what was made. It goes out as the header `Location`, an absolute
    address as the client of this very call wrote it: the same answer may be given again to one who came another way.
    """

    status: int
    body: bytes
    headers: HeaderRow = JSON_TYPE
    location: str = ""


@dataclass(frozen=True, slots=True)
class VendorError:
    """One error of a vendor's catalogue.

    `name` is how scenarios and tests call it. `code` and `message` are what stands in its body, as the vendor's shape has
    room for them. `fields` are what else it can carry, for `refuse:` in a scenario; `example` gives values for them.
    `is_bare` says that it is answered with a status and headers alone.
    """

    name: str
    status: int
    about: str
    grounds: Grounds
    code: str = ""
    message: str = ""
    fields: tuple[str, ...] = ()
    example: Mapping[str, object] = field(default_factory=dict)
    is_bare: bool = False


class Refused(Exception):
    """A call is refused with one of the vendor's errors. Nothing has changed when it is raised.

    `says` tells a person why, for the journal; `field` and `given` fill what the error carries; `because` names the rule or
    switch behind it.
    """

    def __init__(  # what an explanation is made of; all but two are keyword-only
        self,
        error: VendorError,
        says: str,
        *,
        field: str | None = None,
        given: Mapping[str, object] | None = None,
        headers: HeaderRow = (),
        because: str | None = None,
    ) -> None:
        super().__init__(says)
        self.error = error
        self.says = says
        self.field = field
        self.given = given or {}
        self.headers = headers
        self.because = because
