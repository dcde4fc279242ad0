"""How we know what we emulate."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Evidence(StrEnum):
    """The four ways of knowing, strongest first."""

    DOCUMENTED = "documented"
    """The vendor's own pages say it."""
    OBSERVED = "observed"
    """Somebody who is not the vendor has seen and published it."""
    INFERRED = "inferred"
    """We concluded it from what is documented."""
    INVENTED = "invented"
    """Nothing says it; something had to be there."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why something is as it is: rows of the vendor's ledger and how strong they are.

    `cites` holds row ids such as `NIM-12`, as they stand in `docs/sources/<vendor>.md`. `beside` are the grounds of parts that
    are known in another way: an operation is documented, and what it does where the page is silent is inferred.
    """

    cites: tuple[str, ...]
    evidence: Evidence = Evidence.DOCUMENTED
    beside: tuple["Grounds", ...] = ()

    def __add__(self, part: "Grounds") -> "Grounds":
        """These grounds, with those of a part that is known in another way."""
        return replace(self, beside=(*self.beside, part))

    @property
    def in_part(self) -> dict[str, list[str]]:
        """The rows of the parts that are known in another way, by their evidence."""
        rows: dict[str, list[str]] = {}
        for part in self.beside:
            rows.setdefault(part.evidence.value, []).extend(part.cites)
        return rows


def documented(*cites: str) -> Grounds:
    """Grounds on the vendor's own pages."""
    return Grounds(cites, Evidence.DOCUMENTED)


def observed(*cites: str) -> Grounds:
    """Grounds on what others have seen and published."""
    return Grounds(cites, Evidence.OBSERVED)


def inferred(*cites: str) -> Grounds:
    """Grounds on a conclusion of ours; the rows say from what."""
    return Grounds(cites, Evidence.INFERRED)


def invented(*cites: str) -> Grounds:
    """Grounds on nothing but need; the rows say why something had to be there."""
    return Grounds(cites, Evidence.INVENTED)
