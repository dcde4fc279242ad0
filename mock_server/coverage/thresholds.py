"""Thresholds: how much of what there is to meet a run has to meet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from mock_server.coverage.document import NOT_COUNTED, Coverage, Sort
from mock_server.scenarios.errors import hint

_PART: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?")
_WHOLE: Final = 100


class BadThreshold(ValueError):
    """What was asked cannot be held; the text says why."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """At least so many per cent: of all, of a vendor, of a sort, or of a sort of a vendor's."""

    least: Fraction
    vendor: str | None = None
    sort: Sort | None = None

    @property
    def of(self) -> str:
        """What it is about, as it is written: `nimbus.move`; `all` where it is about everything."""
        return ".".join(part for part in (self.vendor, self.sort) if part) or "all"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A threshold that was not reached."""

    threshold: Threshold
    met: int
    declared: int

    def __str__(self) -> str:
        asked = f"{float(self.threshold.least):g}"
        return f"{self.threshold.of}: {percent(self.met, self.declared)} ({self.met} of {self.declared}), below {asked}%"


def percent(met: int, declared: int) -> str:
    """A share as people read it, rounded down: nothing is 100% that is not whole."""
    return f"{met * _WHOLE * 10 // declared / 10:g}%" if declared else "-"


def parse(text: str, vendors: Iterable[str]) -> Threshold:
    """A threshold as it is written: `80`, `nimbus=90`, `move=50` or `nimbus.move=75.5`.

    Raises:
        BadThreshold: it is none.
    """
    scope, _, number = text.rpartition("=")
    if not _PART.fullmatch(number) or Fraction(number) > _WHOLE:
        raise BadThreshold(f"{number!r} is no share from 0 to 100; write 80, nimbus=90, move=50 or nimbus.move=75.5")
    known = list(vendors)
    words = scope.split(".") if scope else []
    vendor = words.pop(0) if words and words[0] in known else None
    sort = words.pop(0) if words and words[0] in list(Sort) else None
    if words:
        raise BadThreshold(f"{words[0]!r} is no vendor of the run and no sort{hint(words[0], [*known, *Sort])}")
    return Threshold(Fraction(number), vendor, None if sort is None else Sort(sort))


def shortfalls(coverage: Coverage, thresholds: Iterable[Threshold]) -> list[Shortfall]:
    """The thresholds that are not reached.

    Raises:
        BadThreshold: of what one is about, there is nothing to meet.
    """
    found = []
    for threshold in thresholds:
        met, declared = _counted(coverage, threshold)
        if not declared:
            raise BadThreshold(f"there is nothing to meet of {threshold.of}")
        if met * _WHOLE < threshold.least * declared:
            found.append(Shortfall(threshold, met, declared))
    return found


def _counted(coverage: Coverage, threshold: Threshold) -> tuple[int, int]:
    vendors = [each for each in coverage.vendors if threshold.vendor in (None, each.vendor)]
    sorts = [
        each
        for vendor in vendors
        for each in vendor.sorts
        if (each.sort is threshold.sort if threshold.sort else each.sort not in NOT_COUNTED)
    ]
    return sum(each.met for each in sorts), sum(each.declared for each in sorts)
