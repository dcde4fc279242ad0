"""The rules of one sandbox: which are in force since when, and which of them a call or a delivery meets."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from mock_server.engine.engine import Engine
from mock_server.engine.ids import chance, draw
from mock_server.faults.index import Index, first_asked
from mock_server.faults.rules import NEWS, Do, Fail, Refuse, Respond, Rule, Switch
from mock_server.faults.webhooks import NewsFault
from mock_server.faults.wire import Luck

Document = Callable[[], Mapping[str, object]]
"""Gives what conditions look at, part by part; asked for only where there is a rule to judge."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule as it stands in a sandbox: since when it is armed, whether it holds, and whether it was added since the start."""

    rule: Rule
    armed_at: datetime
    is_enabled: bool = True
    is_added: bool = False

    @property
    def counter(self) -> str:
        """Under which name a world counts its matches. A rule that is armed anew counts anew."""
        return f"rule {self.rule.name}"


class Met(NamedTuple):
    """A rule that acts, and what chance decides about it."""

    rule: Rule
    luck: Luck


@dataclass(frozen=True, slots=True)
class Rows:
    """The rules on one operation: first what happens to the call as it arrives, last what refuses it once it is understood."""

    failing: Index | None = None
    doing: Index | None = None
    refusing: Index | None = None
    act_on_arrival: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "act_on_arrival", self.failing is not None or self.doing is not None)


class RuleBook:
    """The rules of a sandbox, sorted by operation once: an operation without a rule costs one look-up.

    It is never changed: what changes a rule makes another book. `rows` are the rules by operation, and `news` those by event.
    `bodiless` are the operations whose calls have no body that a rule could ask for.
    """

    __slots__ = ("_bodiless", "_by_name", "_targets", "news", "rows", "standings")

    def __init__(self, standings: Iterable[Standing], targets: Iterable[str], bodiless: frozenset[str] = frozenset()) -> None:
        self.standings = tuple(standings)
        self._targets = tuple(targets)
        self._bodiless = bodiless
        self._by_name = {standing.rule.name: standing for standing in self.standings}
        self.rows: dict[str, Rows] = {}
        self.news: dict[str, Index] = {}
        in_force = [each.rule for each in self.standings if each.is_enabled and not each.rule.is_quiet]
        for target in self._targets:
            covering = [rule for rule in in_force if rule.covers(target) and not (target in bodiless and _hangs_on_body(rule))]
            if not covering:
                continue
            if target.startswith(NEWS):
                self.news[target] = Index(covering)
            else:
                self.rows[target] = Rows(
                    _index(covering, Fail, Respond), _index(covering, Do, Switch), _index(covering, Refuse)
                )

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order in which they are tried."""
        return tuple(standing.rule for standing in self.standings)

    @property
    def looks_back(self) -> timedelta | None:
        """How much of the past the rules need to be known, the disabled ones included; None where none needs any."""
        return max((age for rule in self.rules if (age := rule.looks_back) is not None), default=None)

    def named(self, name: str) -> Standing | None:
        """The rule of that name."""
        return self._by_name.get(name)

    def names(self) -> list[str]:
        """The names of all rules."""
        return list(self._by_name)

    # -- other books -------------------------------------------------------------------------------------------------

    def with_rule(self, rule: Rule, armed_at: datetime) -> "RuleBook":
        """A book in which a new rule stands before all others."""
        return self.with_standings((Standing(rule, armed_at, is_added=True), *self.standings))

    def without(self, name: str) -> "RuleBook":
        """A book in which there is no rule of that name."""
        return self.with_standings(each for each in self.standings if each.rule.name != name)

    def enabled(self, name: str, armed_at: datetime, *, is_enabled: bool) -> "RuleBook":
        """A book in which the rule of that name is armed anew, or not in force."""
        return self.with_standings(
            replace(each, is_enabled=is_enabled, armed_at=armed_at if is_enabled else each.armed_at)
            if each.rule.name == name
            else each
            for each in self.standings
        )

    def with_standings(self, standings: Iterable[Standing]) -> "RuleBook":
        """A book of these rules instead."""
        return RuleBook(standings, self._targets, self._bodiless)

    # -- judging -----------------------------------------------------------------------------------------------------

    def first(self, index: Index, document: Mapping[str, object], engine: Engine) -> Met | None:
        """The first rule that matches and acts. All that match are counted, whichever of them acts."""
        met: Met | None = None
        for _, rule in index.candidates(document):
            if met is not None and not rule.is_counted:
                continue
            if not rule.when.holds_for(document):
                continue
            found = self._judged(rule, engine)
            if met is None and found is not None:
                met = found
                if not index.has_counted:
                    break
        return met

    def _judged(self, rule: Rule, engine: Engine) -> Met | None:
        """The rule, if this match of it is one on which it acts."""
        if not rule.is_counted:
            return Met(rule, partial(draw, engine.world.seed, "rule", rule.name))
        standing = self._by_name[rule.name]
        since = engine.world.now - standing.armed_at
        if rule.occasion.is_over(since):
            return None
        ordinal = engine.next_ordinal(standing.counter)
        luck = chance(engine.world.seed, "rule", rule.name, ordinal)
        return met_at(rule, engine, ordinal) if rule.occasion.comes(ordinal, since, luck) else None

    def summoned(self, standing: Standing, engine: Engine) -> Met:
        """A rule that a call itself asks for: it acts whatever its occasion says, and is counted."""
        return met_at(standing.rule, engine, engine.next_ordinal(standing.counter))

    def news_fault(self, event: str, document: Document, engine: Engine) -> tuple[Rule, NewsFault, Luck] | None:
        """What befalls a webhook: the first rule that matches a delivery of an event, its fault, and what chance decides.

        `event` is the full name, such as `nimbus.order.created`. The document has the `body` that is to be sent as JSON values,
        and the `record` that it tells of. Ask once for each delivery, not for each attempt at it: matches are counted.
        """
        index = self.news.get(f"{NEWS}{event}")
        met = None if index is None else self.first(index, document(), engine)
        if met is None or isinstance(met.rule.action, Refuse | Respond | Fail | Do | Switch):
            return None
        return met.rule, met.rule.action, met.luck


def met_at(rule: Rule, engine: Engine, ordinal: int) -> Met:
    """A rule at its match of that ordinal."""
    return Met(rule, partial(draw, engine.world.seed, "rule", rule.name, ordinal))


def _hangs_on_body(rule: Rule) -> bool:
    asked = first_asked(rule)
    return asked is not None and asked[0].startswith("body.")


def _index(rules: Iterable[Rule], *actions: type) -> Index | None:
    chosen = [rule for rule in rules if isinstance(rule.action, actions)]
    return Index(chosen) if chosen else None
