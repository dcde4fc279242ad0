"""Departures: what differs between our document of a vendor and what was seen, and how sure it is that the vendor changed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from mock_server.engine.evidence import Evidence, Grounds

MOST_DIFFERENT: Final = 1_000
"""Departures that are told apart; what differs in a thousand ways is told well enough by these."""
_LONGEST: Final = 60
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.:/ -]*")


class Kind(StrEnum):
    """The sorts of departures."""

    UNDOCUMENTED_OPERATION = "undocumented-operation"
    """The vendor answers at an address, or to a method, that our document does not have."""
    UNDOCUMENTED_STATUS = "undocumented-status"
    """An answer has a status that our document does not have there, or another than goes with its error."""
    CONTENT_TYPE = "content-type"
    """A body is said to be of another type."""
    UNREADABLE_BODY = "unreadable-body"
    """A body is no JSON where it should be."""
    UNEXPECTED_BODY = "unexpected-body"
    """A body stands where our document has none."""
    MISSING_BODY = "missing-body"
    """No body stands where our document has one."""
    MISSING_HEADER = "missing-header"
    """A header that our document has is not sent."""
    WRONG_HEADER = "wrong-header"
    """A header has a value of another type."""
    MISSING_MEMBER = "missing-member"
    """A member that our document promises is not there."""
    UNDOCUMENTED_MEMBER = "undocumented-member"
    """A member is there that our document does not have."""
    RENAMED_MEMBER = "renamed-member"
    """A member of ours is not there, and one that our document does not have stands in its place."""
    WRONG_TYPE = "wrong-type"
    """A value is of another JSON type."""
    UNKNOWN_VALUE = "unknown-value"
    """A value is none of a closed list."""
    WRONG_FORM = "wrong-form"
    """A value has another form or size: a pattern, a date, a bound."""
    ERROR_SHAPE = "error-shape"
    """An error does not have the vendor's envelope."""
    UNKNOWN_ERROR = "unknown-error"
    """An error has a code that is not in our catalogue."""
    UNKNOWN_STATUS = "unknown-status"
    """A record has a status that its lifecycle does not have."""
    IMPOSSIBLE_MOVE = "impossible-move"
    """A record went from one status to another, to which no moves lead."""
    ACCEPTED_REQUEST = "accepted-request"
    """The vendor takes a request that our document refuses."""


class Confidence(StrEnum):
    """How sure it is that the vendor departs from its own word, rather than we from the vendor's. Surest first."""

    HIGH = "high"
    """The vendor's own pages say what ours is."""
    MEDIUM = "medium"
    """Somebody else has published it, or the pages say it in the main and not of this part."""
    LOW = "low"
    """We had concluded it; the conclusion may be wrong."""
    GUESS = "guess"
    """We had made it up: our guess was wrong."""


_ORDER: Final = tuple(Confidence)
_BY_EVIDENCE: Final[Mapping[Evidence, Confidence]] = {
    Evidence.DOCUMENTED: Confidence.HIGH,
    Evidence.OBSERVED: Confidence.MEDIUM,
    Evidence.INFERRED: Confidence.LOW,
    Evidence.INVENTED: Confidence.GUESS,
}


@dataclass(frozen=True, slots=True)
class Basis:
    """What our side of a departure rests on: how sure it is, and the rows of the ledger that say it."""

    confidence: Confidence
    cites: tuple[str, ...] = ()


def basis_of(*grounds: Grounds, is_sampled: bool = True) -> Basis:
    """What rests on these grounds, as sure as the weakest of them.

    What is documented in the main and known otherwise in parts is less sure where the vendor prints no sample of it.
    """
    confidences = [Confidence.LOW]
    for each in grounds:
        found = _BY_EVIDENCE[each.evidence]
        confidences.append(Confidence.MEDIUM if found is Confidence.HIGH and each.in_part and not is_sampled else found)
    weakest = max(confidences[1:] or confidences, key=_ORDER.index)
    return Basis(weakest, tuple(dict.fromkeys(row for each in grounds for row in each.cites)))


def surest(*grounds: Grounds) -> Basis:
    """What rests on any of these grounds, as sure as the strongest of them."""
    return min((basis_of(each) for each in grounds), key=lambda each: _ORDER.index(each.confidence))


@dataclass(frozen=True, slots=True)
class Flaw:
    """One difference, before it is known how sure our side is.

    `pointer` is a JSON pointer in the body, with `*` for any place of a list; or the name of a header; or empty where the whole
    is meant. Neither `ours` nor `theirs` holds a value that tells of anybody.
    """

    kind: Kind
    pointer: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Departure:
    """One difference between our document and what was seen, at an operation."""

    operation: str
    kind: Kind
    pointer: str
    ours: str
    theirs: str
    basis: Basis

    def shown(self) -> dict[str, object]:
        """The departure as JSON values."""
        return {
            "kind": self.kind.value,
            "operation": self.operation,
            "pointer": self.pointer,
            "ours": self.ours,
            "theirs": self.theirs,
            "confidence": self.basis.confidence.value,
            "sources": list(self.basis.cites),
        }


def departure(operation: str, flaw: Flaw, basis: Basis) -> Departure:
    """A flaw that was found at an operation, with what our side rests on."""
    return Departure(operation, flaw.kind, flaw.pointer, flaw.ours, flaw.theirs, basis)


@dataclass(slots=True)
class Seen:
    """How often a departure was seen, and in which exchange first."""

    first: int
    count: int = 0


@dataclass(slots=True)
class Findings:
    """All departures, each once, with how often it was seen. `untold` counts those beyond what is told apart."""

    seen: dict[Departure, Seen] = field(default_factory=dict)
    untold: int = 0

    def add(self, found: Iterable[Departure], n: int) -> None:
        """Take note of what exchange number `n` departs in."""
        for each in found:
            if each not in self.seen and len(self.seen) >= MOST_DIFFERENT:
                self.untold += 1
                continue
            self.seen.setdefault(each, Seen(n)).count += 1

    def surest_first(self) -> list[tuple[Departure, Seen]]:
        """The departures, surest first and then in the order in which they were met."""
        return sorted(self.seen.items(), key=lambda item: _ORDER.index(item[0].basis.confidence))


def word(text: str) -> str:
    """A name or a word of a vendor's vocabulary, quoted; by its form alone where it might be anything else."""
    return repr(text) if len(text) <= _LONGEST and _WORD.fullmatch(text) else f"a text of the form {form(text)}"


def form(text: str) -> str:
    """The form of a text, which tells nothing of anybody: `aaa_9999` for `ord_1234`."""
    shape = re.sub(r"[^\W\d_]", lambda sign: "A" if sign[0].isupper() else "a", text[:_LONGEST])
    return repr(re.sub(r"\d", "9", shape)) + ("…" if len(text) > _LONGEST else "")
