"""Timelines as scenario files write them: what happens to records by themselves, when, and how likely."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from mock_server.engine.errors import InvalidInput
from mock_server.engine.lifecycle import Lifecycle
from mock_server.faults.conditions import CALL_PARTS
from mock_server.scenarios.condition_entries import When, condition_of
from mock_server.scenarios.entries import Chance, Duration, Entry, Remark, Slug, some
from mock_server.scenarios.errors import hint, show
from mock_server.scenarios.foretelling import impossible
from mock_server.scenarios.rows import Row
from mock_server.scenarios.scenario import Choice, Timeline, TimelineMove
from mock_server.scenarios.words import Words

_SHORTEST_JITTER = timedelta(seconds=1)
_ROUNDING = 1e-9


class ChoiceEntry(Entry):
    """One of the ways in which a step can go: a move, and how likely it is."""

    chance: Chance
    do: str
    given: dict[str, str] = Field(default={}, alias="with")

    def built(self) -> Choice:
        """The choice as the player draws it."""
        return Choice(self.do, self.given, self.chance)


class MoveEntry(Entry):
    """A move that happens by itself, or one of several."""

    after: Duration
    jitter: Duration | None = None
    do: str | None = None
    given: dict[str, str] = Field(default={}, alias="with")
    chance: Chance | None = None
    either: Annotated[tuple[ChoiceEntry, ...], AfterValidator(some)] | None = None

    @model_validator(mode="after")
    def _says_what_happens(self) -> Self:
        if (self.do is None) == (self.either is None):
            found = "neither" if self.do is None else "both"
            raise ValueError(f"a step has exactly one of 'do' and 'either', found {found}")
        if self.either is not None and (self.given or self.chance is not None):
            raise ValueError("beside 'either' there is no 'with' and no 'chance': each of its choices has its own")
        if self.either is not None and sum(each.chance for each in self.either) > 1 + _ROUNDING:
            total = round(sum(each.chance for each in self.either) * 100, 6)
            raise ValueError(f"the chances of 'either' add up to {total:g}%, which is more than 100%")
        if self.jitter is not None and self.jitter < _SHORTEST_JITTER:
            raise ValueError("a jitter is at least 1s")
        return self

    def remarks(self, lifecycle: Lifecycle[object]) -> Iterator[Remark]:
        """What the lifecycle makes impossible."""
        if self.do is not None:
            yield from remarks_on_move(lifecycle, self.do, self.given)
        for n, choice in enumerate(self.either or ()):
            for path, message, is_about_key in remarks_on_move(lifecycle, choice.do, choice.given):
                yield Remark(("either", n, *path), message, is_about_key)

    def built(self) -> TimelineMove:
        """The step as the player plans it."""
        choices = tuple(each.built() for each in self.either or ())
        if self.do is not None:
            choices = (Choice(self.do, self.given, 1.0 if self.chance is None else self.chance),)
        return TimelineMove(self.after, choices, self.jitter or timedelta())


def remarks_on_move(lifecycle: Lifecycle[object], do: str, given: dict[str, str]) -> Iterator[Remark]:
    """What cannot be in a move and the values it is given; values that are not known yet, as `${name}`, are let through."""
    moves = lifecycle.named(do)
    if not moves:
        yield Remark(("do",), f"there is no move {show(do)}{hint(do, lifecycle.names)}")
        return
    inputs = {each.name: each for move in reversed(moves) for each in move.takes}
    for name, value in given.items():
        if name not in inputs:
            message = f"the move {do!r} does not take {show(name)}{hint(name, inputs)}"
            yield Remark(("with", name), message, is_about_key=True)
            continue
        try:
            if "${" not in value:
                inputs[name].check(value)
        except InvalidInput as refusal:
            yield Remark(("with", name), refusal.reason)


class TimelineEntry(Row):
    """What happens to the records of a kind by themselves."""

    name: Slug | None = None
    about: str = ""
    kind: str = Field(alias="for")
    when: When = Field(default={})
    reserved: bool = False
    moves: Annotated[tuple[MoveEntry, ...], AfterValidator(some)]

    def remarks(self, words: Words) -> Iterator[Remark]:
        """What cannot be, judged by the vendors' words."""
        kinds = {f"{vendor.slug}.{noun}": kind for vendor in words.values() for noun, kind in vendor.kinds.items()}
        moving = {name: kind.lifecycle for name, kind in kinds.items() if kind.lifecycle is not None}
        if self.kind in moving:
            yield from self._remarks_on_moves(moving[self.kind])
        elif self.kind in kinds:
            yield Remark(("for",), f"{self.kind!r} has no moves, so it can have no timeline")
        else:
            yield Remark(("for",), f"there is no kind {show(self.kind)}{hint(self.kind, moving)}")
        for way in self.when:
            if way.partition(".")[0] in CALL_PARTS:
                message = f"a timeline looks at the record itself; write {show(way)} without its first step"
                yield Remark(("when", way), message, is_about_key=True)
            elif not all(way.split(".")):
                yield Remark(("when", way), f"{show(way)} is no dotted path", is_about_key=True)

    def _remarks_on_moves(self, lifecycle: Lifecycle[object]) -> Iterator[Remark]:
        remarks = [
            Remark(("moves", n, *path), message, is_about_key)
            for n, move in enumerate(self.moves)
            for path, message, is_about_key in move.remarks(lifecycle)
        ]
        yield from remarks
        if remarks:
            return
        for n, choice, statuses in impossible(self.built(""), lifecycle):
            move = self.moves[n]
            place = ("moves", n, "do") if move.either is None else ("moves", n, "either", choice, "do")
            do = move.do or (move.either or ())[choice].do
            stands = " or ".join(map(repr, statuses))
            yield Remark(place, f"the move {do!r} is never possible here: by then a record is {stands}")

    def built(self, name: str) -> Timeline:
        """The timeline, under `name` where the file gives it none."""
        moves = tuple(move.built() for move in self.moves)
        return Timeline(self.name or name, self.kind, condition_of(self.when), moves, self.about, is_reserved=self.reserved)
