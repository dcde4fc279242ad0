"""Coverage as a document: what a server answers, what is saved and merged, and what every form of report is made from."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Sort(StrEnum):
    """What a behaviour is a case of."""

    OPERATION = "operation"
    ANSWER = "answer"
    REFUSAL = "refusal"
    STATUS = "status"
    MOVE = "move"
    EVENT = "event"
    DELIVERY = "delivery"
    SWITCH = "switch"
    RULE = "rule"
    FAULT = "fault"


ABOUT: Final[Mapping[Sort, str]] = {
    Sort.OPERATION: "endpoints that were called",
    Sort.ANSWER: "statuses that endpoints answered with",
    Sort.REFUSAL: "errors of the vendor's catalogue that calls were refused with",
    Sort.STATUS: "statuses in which records stood before or after a change",
    Sort.MOVE: "steps that records made, each from where it started",
    Sort.EVENT: "sorts of webhooks that were made for a subscriber",
    Sort.DELIVERY: "what came of webhooks",
    Sort.SWITCH: "readings of what the vendor leaves open",
    Sort.RULE: "rules that had a part in an answer or a delivery",
    Sort.FAULT: "what rules did: kinds of fault, refusals on purpose, answers of their own, moves, switches",
}
NOT_COUNTED: Final = frozenset({Sort.SWITCH, Sort.RULE, Sort.FAULT})
"""Sorts that no total counts: of a switch's values one stands at a time, and rules and faults are the run's own."""


class CoverageModel(BaseModel):
    """A part of the document. Members that are not known are of a later version, and ignored."""

    model_config = ConfigDict(frozen=True)


class Behaviour(CoverageModel):
    """One thing that the stand-in does as the vendor does it, or as we think that the vendor does it."""

    name: str = Field(examples=["order.ship from processing"])
    about: str
    declared: bool = Field(description="Whether there is such a thing to meet; what is not, a rule or a switch brought about.")
    count: int = Field(0, description="How often it was met.")
    sandboxes: int = Field(0, description="In how many sandboxes it was met.")
    evidence: str | None = Field(None, description="documented, observed, inferred or invented; null where it claims nothing.")
    cites: list[str] = Field(default=[], description="Rows of the vendor's ledger of sources.", examples=[["NIM-7"]])
    in_part: dict[str, list[str]] = Field(default={}, description="Rows of parts that are known in another way, by evidence.")
    decides: list[str] = Field(default=[], description="Of a switch: the operations on which it bears, `*` for all.")


class SortCoverage(CoverageModel):
    """All behaviours of a sort."""

    sort: Sort
    declared: int = Field(description="How many there are to meet.")
    met: int = Field(description="How many of these were met.")
    behaviours: list[Behaviour]


class Fact(CoverageModel):
    """A row of the ledger of sources that something in doubt rests on."""

    page: str = Field(description="Where it was read; silence where no page says it.")
    settles: str
    evidence: str


class VendorCoverage(CoverageModel):
    """What was met of a vendor."""

    vendor: str
    title: str
    calls: int
    unmatched: int = Field(description="Calls to addresses at which the vendor has no operation.")
    sandboxes: int = Field(description="How many sandboxes had to do with it.")
    declared: int = Field(description="How many behaviours there are to meet, switches and rules not counted.")
    met: int = Field(description="How many of these were met.")
    sorts: list[SortCoverage]
    facts: dict[str, Fact] = Field(description="What rests on a guess, or is left open, by row.")

    def sort(self, sort: Sort) -> SortCoverage:
        """The behaviours of a sort."""
        return next(
            (each for each in self.sorts if each.sort is sort), SortCoverage(sort=sort, declared=0, met=0, behaviours=[])
        )

    @property
    def is_met(self) -> bool:
        """Whether anything of the vendor was met."""
        return self.sandboxes > 0


class Share(CoverageModel):
    """What one sandbox met."""

    sandbox: str | None = Field(description="Its id; null for all that are told together.")
    stands_for: int = Field(1, description="How many sandboxes are told together.")
    calls: dict[str, int] = Field(description="How many calls there were, by vendor.")
    unmatched: dict[str, int] = Field({}, description="How many of these went where the vendor has no operation.")
    met: dict[str, dict[Sort, dict[str, int]]] = Field(description="How often what was met: by vendor, sort and name.")


class Coverage(CoverageModel):
    """What a run has met, of all that there is."""

    coverage: Literal[1] = 1
    version: str = Field(description="The server's.")
    sandboxes: int = Field(description="How many sandboxes met anything, those too that are gone.")
    lost: int = Field(description="How often something was met that was too various to be told apart.")
    vendors: list[VendorCoverage]
    shares: list[Share] = Field(description="What each sandbox met, so that documents can be merged.")

    @property
    def is_exact(self) -> bool:
        """Whether it can be said of every behaviour how many sandboxes met it; else there were at least so many."""
        return all(share.stands_for == 1 for share in self.shares)

    def named(self, vendor: str) -> VendorCoverage | None:
        """What was met of a vendor."""
        return next((each for each in self.vendors if each.vendor == vendor), None)


class UnreadableCoverage(ValueError):
    """A document is no coverage that this version can read."""


def read(document: bytes | str) -> Coverage:
    """A saved document.

    Raises:
        UnreadableCoverage: it is none; the text says where it departs from one.
    """
    try:
        return Coverage.model_validate_json(document)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        place = "/".join(str(step) for step in first["loc"])
        raise UnreadableCoverage(f"{place}: {first['msg']}" if place else first["msg"]) from None


def write(coverage: Coverage) -> str:
    """The document as JSON, as it is saved."""
    return coverage.model_dump_json() + "\n"
