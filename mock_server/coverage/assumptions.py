"""The guesses that a run relies on: what it met that is inferred, invented or left open, as questions to the vendor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from mock_server.coverage.catalogue import DOUBTFUL, rows_in_doubt
from mock_server.coverage.document import Behaviour, Coverage, Share, Sort, VendorCoverage

OPEN: Final = "open"
"""What stands in the place of evidence where a switch answers what the vendor's pages leave open."""
_SORTS: Final = (Sort.OPERATION, Sort.REFUSAL, Sort.STATUS, Sort.MOVE, Sort.EVENT, Sort.DELIVERY, Sort.SWITCH)
_SILENCE: Final = frozenset({"silence", "need"})
_FEW: Final = 3
_STRENGTH: Final = ("invented", "inferred", OPEN)


@dataclass(frozen=True, slots=True)
class Assumption:
    """A guess that was met. `tests` are the ids of the sandboxes that met it, `others` how many are not known by id.

    `rests_on` is what was met, as `sort name`. `question` is ready to be sent.
    """

    vendor: str
    title: str
    rows: tuple[str, ...]
    evidence: str
    tests: tuple[str, ...]
    others: int
    rests_on: tuple[str, ...]
    says: str
    question: str

    @property
    def reach(self) -> int:
        """How many sandboxes depend on it: at least so many where some are told together."""
        return len(self.tests) + self.others

    def shown(self) -> dict[str, object]:
        """The assumption as JSON values."""
        return {
            "vendor": self.vendor,
            "rows": list(self.rows),
            "evidence": self.evidence,
            "sandboxes": self.reach,
            "says": self.says,
            "question": self.question,
            "rests_on": list(self.rests_on),
            "tests": list(self.tests),
        }


@dataclass(slots=True)
class _Guess:
    """What was met that rests on one guess."""

    rows: tuple[str, ...]
    switch: str | None = None
    values: list[str] = field(default_factory=list)
    met: list[tuple[Sort, Behaviour]] = field(default_factory=list)


def assumptions(coverage: Coverage) -> list[Assumption]:
    """What the run relies on, that on which most tests depend first."""
    found = [
        _assumption(coverage.shares, vendor, guess) for vendor in coverage.vendors for guess in _guesses(vendor) if guess.met
    ]
    return sorted(found, key=lambda each: (-each.reach, _STRENGTH.index(each.evidence), each.vendor, each.rows))


def _guesses(vendor: VendorCoverage) -> Iterator[_Guess]:
    """The guesses about a vendor, a row each; those rows that a switch is about are one with it."""
    of_switches: dict[str, _Guess] = {}
    by_row: dict[str, _Guess] = {}
    for behaviour in vendor.sort(Sort.SWITCH).behaviours:
        name, _, value = behaviour.name.partition("=")
        guess = of_switches.setdefault(name, _Guess(tuple(behaviour.cites), name))
        if behaviour.count:
            guess.values.append(value)
            guess.met.append((Sort.SWITCH, behaviour))
            by_row.update(dict.fromkeys(guess.rows, guess))
    for sort in _SORTS[:-1]:
        for behaviour in vendor.sort(sort).behaviours:
            for row in rows_in_doubt(behaviour) if behaviour.count and behaviour.declared else ():
                if _is_a_guess(vendor, row, behaviour):
                    by_row.setdefault(row, _Guess((row,))).met.append((sort, behaviour))
    return iter({id(guess): guess for guess in (*of_switches.values(), *by_row.values())}.values())


def _is_a_guess(vendor: VendorCoverage, row: str, behaviour: Behaviour) -> bool:
    """Whether a row is what is guessed, or one of those that a guess was concluded from."""
    guessed = [each for each in rows_in_doubt(behaviour) if each in vendor.facts and vendor.facts[each].evidence in DOUBTFUL]
    return row in guessed or not guessed


def _assumption(shares: Iterable[Share], vendor: VendorCoverage, guess: _Guess) -> Assumption:
    tests: list[str] = []
    others = 0
    for share in shares:
        met = share.met.get(vendor.vendor, {})
        if any(behaviour.name in met.get(sort, {}) for sort, behaviour in guess.met):
            if share.sandbox is None:
                others += 1
            else:
                tests.append(share.sandbox)
    return Assumption(
        vendor=vendor.vendor,
        title=vendor.title,
        rows=guess.rows,
        evidence=_evidence(vendor, guess),
        tests=tuple(tests),
        others=others,
        rests_on=tuple(f"{sort.value} {behaviour.name}" for sort, behaviour in guess.met),
        says=_says(vendor, guess),
        question=_question(vendor, guess),
    )


def _evidence(vendor: VendorCoverage, guess: _Guess) -> str:
    if guess.switch is not None:
        return OPEN
    known = {vendor.facts[row].evidence for row in guess.rows if row in vendor.facts}
    of_behaviours = {behaviour.evidence for _, behaviour in guess.met} | {
        evidence for _, behaviour in guess.met for evidence, rows in behaviour.in_part.items() if guess.rows[0] in rows
    }
    return next(each for each in _STRENGTH if each in (known & DOUBTFUL or of_behaviours))


def _says(vendor: VendorCoverage, guess: _Guess) -> str:
    """What is assumed, as the ledger has it; what was met, where the ledger is not at hand."""
    settled = [vendor.facts[row].settles for row in guess.rows if row in vendor.facts]
    return " ".join(settled) or "; ".join(dict.fromkeys(behaviour.about for _, behaviour in guess.met))


def _question(vendor: VendorCoverage, guess: _Guess) -> str:
    opening = f"{_source(vendor, guess)} {_occasion(vendor, guess)}"
    if guess.switch is not None:
        values = " and ".join(f"`{value}`" for value in guess.values)
        return f"{opening} {_asked(guess)} Our tests go by {values}. Which is right for {vendor.title}?"
    reading = f'Our reading, in which "ours" is the stand-in that we test with: "{_says(vendor, guess)}"'
    return f"{opening} {reading} Is that how {vendor.title} behaves, and if not, what does it do?"


def _asked(guess: _Guess) -> str:
    """The question that a switch answers."""
    return next((each.about for sort, each in guess.met if sort is Sort.SWITCH and each.about), guess.switch or "")


def _source(vendor: VendorCoverage, guess: _Guess) -> str:
    cells = (vendor.facts[row].page for row in guess.rows if row in vendor.facts)
    pages = dict.fromkeys(page.strip() for cell in cells for page in cell.split(","))
    named = [page for page in pages if page not in _SILENCE]
    return f"What we could read leaves this open ({', '.join(named)})." if named else "Nothing that we could read settles this."


def _occasion(vendor: VendorCoverage, guess: _Guess) -> str:
    """Where it was met: a few of the things that rest on it."""
    if guess.switch is None:
        shown = ", ".join(_spoken(sort, each) for sort, each in guess.met[:_FEW])
        more = len(guess.met) - _FEW
        return f"We meet it at {shown}{f' and {more} more' if more > 0 else ''}."
    decides = next((each.decides for _, each in guess.met if each.decides), ["*"])
    calls = [_spoken(Sort.OPERATION, each) for each in vendor.sort(Sort.OPERATION).behaviours if each.name in decides]
    return f"It is about {', '.join(calls)}." if calls else "It is about every call."


def _spoken(sort: Sort, behaviour: Behaviour) -> str:
    if sort is Sort.OPERATION:
        return f"`{' '.join(behaviour.about.split()[:2])}`"  # the call, in the vendor's words; the name is ours
    return f"the {sort.value} `{behaviour.name}`"
