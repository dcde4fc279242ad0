"""What the server answers of expectations, and how that is told to people."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from mock_server.client.answers import Answer, Delivery, Entry, Record
from mock_server.client.story import tell


class NearMiss(Answer):
    """Something that is nearly what was asked for, and in what it differs."""

    what: str
    n: int | None
    differs: list[str]


class Failure(Answer):
    """A check that does not hold; `check` points into what was sent."""

    check: str
    says: str
    found: list[str]
    nearest: list[NearMiss]


class Verdict(Answer):
    """Whether all checks hold."""

    ok: bool
    checks: int
    failures: list[Failure]
    forgotten: int
    story: list[Entry]

    def summary(self) -> str:
        """What does not hold and what nearly fits, without the story."""
        lines = [f"{len(self.failures)} failures in {self.checks} checks" if self.failures else "all checks hold"]
        for failure in self.failures:
            lines.append(f"  {failure.check}: {failure.says}")
            lines += [f"      found {each}" for each in failure.found]
            lines += _tell_misses(failure.nearest)
        return "\n".join(lines)

    def __str__(self) -> str:
        return "\n".join([self.summary(), *_tell_story(self.story)])


class Waited(Answer):
    """What came of waiting; `found` are entries, records or deliveries, as what was waited for."""

    ok: bool
    says: str
    found: list[dict[str, object]]
    now: datetime
    nearest: list[NearMiss]
    story: list[Entry]

    @property
    def entries(self) -> list[Entry]:
        """What was found, where it was calls or moves."""
        return [Entry.model_validate(each) for each in self.found]

    @property
    def records(self) -> list[Record]:
        """What was found, where it was records."""
        return [Record.model_validate(each) for each in self.found]

    @property
    def deliveries(self) -> list[Delivery]:
        """What was found, where it was deliveries."""
        return [Delivery.model_validate(each) for each in self.found]

    def summary(self) -> str:
        """What happened or did not and what nearly did, without the story."""
        return "\n".join([self.says, *_tell_misses(self.nearest)])

    def __str__(self) -> str:
        return "\n".join([self.summary(), *_tell_story(self.story)])


class Parting(Answer):
    """The first event at which belief and truth parted."""

    n: int | None
    at: datetime
    do: str
    says: str


class Difference(Answer):
    """One difference between belief and truth."""

    sort: Literal["unknown", "lost", "double", "wrong_status", "wrong_tracking"]
    vendor: str
    kind: str | None
    id: str | None
    reference: str | None
    says: str
    believed: str | None
    found: str | None
    parted: Parting | None

    def __str__(self) -> str:
        if self.parted is None:
            return f"{self.sort}: {self.says}"
        entry = "" if self.parted.n is None else f", journal {self.parted.n}"
        return f"{self.sort}: {self.says}\n      since {self.parted.do}{entry}: {self.parted.says}"


class Reconciliation(Answer):
    """Whether belief and truth are the same, and where they are not."""

    ok: bool
    believed: int
    agreed: int
    differences: list[Difference]

    def __str__(self) -> str:
        head = f"{self.agreed} of {self.believed} beliefs are so, {len(self.differences)} differences"
        return "\n".join([head, *(f"  {each}" for each in self.differences)])


def _tell_misses(nearest: list[NearMiss]) -> Iterator[str]:
    return (f"      nearest {miss.what}: {', '.join(miss.differs)}" for miss in nearest)


def _tell_story(story: list[Entry]) -> list[str]:
    return ["the story so far:", *(f"  {line}" for line in tell(story))] if story else []
