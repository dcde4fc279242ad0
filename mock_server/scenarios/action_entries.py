"""What a rule does, as scenario files write it: refuse, respond, move the addressed record, set switches."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Final

from pydantic import ConfigDict, Field

from mock_server.faults.rules import Do, Moment, Refuse, Respond, Switch
from mock_server.scenarios.checking import check
from mock_server.scenarios.entries import WHOLE, Entry, Remark
from mock_server.scenarios.errors import hint, show
from mock_server.scenarios.timeline_entries import remarks_on_move
from mock_server.scenarios.words import VendorWords, Words

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\t -~]{0,4000}")
_FRAMING: Final = frozenset({"content-length", "transfer-encoding", "connection", "x-mock-journal"})
_BODILESS: Final = (204, 304)


class RefuseEntry(Entry):
    """An error of the vendor's catalogue. Which further keys it may have depends on the error."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, str]

    error: str

    def remarks(self, vendor: VendorWords) -> Iterator[Remark]:
        """What the vendor's catalogue does not know."""
        if self.error not in vendor.errors:
            message = f"{vendor.slug} has no error {show(self.error)}{hint(self.error, vendor.errors)}"
            yield Remark(("refuse", "error"), message)
            return
        known = vendor.errors[self.error]
        for field in self.__pydantic_extra__:
            if field not in known:
                message = f"the error {self.error!r} does not carry {show(field)}{hint(field, known)}"
                yield Remark(("refuse", field), message, is_about_key=True)

    def built(self) -> Refuse:
        """The refusal."""
        return Refuse(self.error, dict(self.__pydantic_extra__))


class RespondEntry(Entry):
    """An answer just as it is written. Without a content type among its headers, a body is JSON."""

    status: Annotated[int, Field(ge=200, le=599), WHOLE]
    headers: dict[str, str] = Field(default={})
    body: str = ""

    def remarks(self) -> Iterator[Remark]:
        """What no answer may have."""
        for name, value in self.headers.items():
            if not _HEADER_NAME.fullmatch(name):
                yield Remark(("respond", "headers", name), f"{show(name)} is no name of a header", is_about_key=True)
            elif name.lower() in _FRAMING:
                yield Remark(("respond", "headers", name), f"the server itself sets {name!r}", is_about_key=True)
            elif not _HEADER_VALUE.fullmatch(value):
                yield Remark(("respond", "headers", name), f"no header holds {show(value)}; write one line of ASCII")
        if self.body and self.status in _BODILESS:
            yield Remark(("respond", "body"), f"an answer with status {self.status} has no body", is_about_key=True)

    def built(self) -> Respond:
        """The answer."""
        headers = tuple((name.lower().encode(), value.encode()) for name, value in self.headers.items())
        if self.body and not any(name == b"content-type" for name, _ in headers):
            headers = ((b"content-type", b"application/json"), *headers)
        return Respond(self.status, headers, self.body.encode())


class DoEntry(Entry):
    """A move on the record that the call addresses, before the vendor sees the call or after it has succeeded."""

    move: str
    moment: Moment
    given: dict[str, str] = Field(default={}, alias="with")

    def remarks(self, operation: str, words: Words) -> Iterator[Remark]:
        """What the addressed record's lifecycle makes impossible."""
        vendor = words.get(operation.partition(".")[0])
        addressed = None if vendor is None else vendor.addresses.get(operation)
        if addressed is None:
            known = [name for each in words.values() for name in each.addresses]
            message = f"a rule moves the record that one operation addresses; {show(operation)} addresses none"
            yield Remark(("do",), f"{message}{hint(operation, known)}", is_about_key=True)
        elif addressed.kind.lifecycle is None:
            yield Remark(("do",), f"{operation!r} addresses a record that has no moves", is_about_key=True)
        else:
            if addressed.is_made and self.moment is Moment.BEFORE:
                yield Remark(("do", "moment"), f"before {operation!r} there is no record yet; write 'after'")
            for path, message, is_about_key in remarks_on_move(addressed.kind.lifecycle, self.move, self.given):
                way = ("move" if step == "do" else step for step in path)
                yield Remark(("do", *way), message, is_about_key)

    def built(self) -> Do:
        """The move."""
        return Do(self.move, self.moment, dict(self.given))


def remarks_on_switch(settings: Mapping[str, object], words: Words) -> Iterator[Remark]:
    """What the vendors' switches do not know."""
    for vendor, values in settings.items():
        if vendor not in words:
            message = f"there is no vendor {show(vendor)}{hint(vendor, words)}"
            yield Remark(("switch", vendor), message, is_about_key=True)
            continue
        for path, message, is_about_key in check(words[vendor].switches, values)[1]:
            yield Remark(("switch", vendor, *path), message, is_about_key)


def built_switch(settings: Mapping[str, object], words: Words) -> Switch:
    """The switches that are set, with values of the right types."""
    models = {vendor: words[vendor].switches.model_validate(values) for vendor, values in settings.items()}
    return Switch({vendor: {name: getattr(model, name) for name in model.model_fields_set} for vendor, model in models.items()})
