"""Rules as they are asked for and told."""

from typing import Any

from pydantic import Field

from mock_server.control.models.words import Asked, Moment, Told
from mock_server.engine.clock import show_instant
from mock_server.faults.book import Standing
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.scenarios.rule_entries import RuleEntry

_AS_WRITTEN = "As the rule was written; every value is text."


class AddRule(RuleEntry):
    """A rule to add, written as in a scenario. Numbers and true and false may stand for their texts."""


class SetRule(Asked):
    """How a rule is to stand."""

    enabled: bool = Field(strict=True, description="Whether it holds. One that is enabled is armed and counted anew.")


class RuleOut(Told):
    """What goes differently on purpose, and how it stands."""

    name: str
    on: str = Field(description="The operations or webhooks that it speaks of.", examples=["nimbus.create_order", "nimbus.*"])
    about: str
    when: dict[str, Any] = Field(description="What it asks for, by dotted path.")
    calls: str | None = Field(description="On which of its matches it acts; null for all.")
    chance: str | None = Field(description="On which share of these; null for all.")
    lasts: str | None = Field(description="For how long after it was armed, on the sandbox's clock; null for ever.")
    armed: str = Field(description="`always`, or `by-header` where a call must ask for it with `X-Mock-Rule`.")
    reserved: bool = Field(description="Whether it belongs to the reserved values.")
    refuse: dict[str, Any] | None = Field(description=_AS_WRITTEN)
    respond: dict[str, Any] | None = Field(description=_AS_WRITTEN)
    fault: dict[str, Any] | str | None = Field(description=_AS_WRITTEN)
    do: dict[str, Any] | None = Field(description=_AS_WRITTEN)
    switch: dict[str, Any] | None = Field(description=_AS_WRITTEN)
    does: str = Field(description="The same in words.", examples=["refuse validation_error", "status 503"])
    enabled: bool
    armed_at: Moment = Field(description="Since when it is armed, on the sandbox's clock.")
    matches: int = Field(description="How many matches were counted since; 0 for a rule to which it makes no difference.")
    source: str = Field(description="`scenario`, or `added` where it was added since the start.")

    @staticmethod
    def of(standing: Standing, sandbox: Sandbox) -> "RuleOut":
        """A rule as it stands in a sandbox."""
        rule = standing.rule
        members: dict[str, object] = {
            "when": {},
            **dict.fromkeys(("calls", "chance", "lasts", "refuse", "respond", "fault", "do", "switch")),
            **rule.written,
            "name": rule.name,
            "on": rule.on,
            "about": rule.about,
            "armed": "by-header" if rule.is_quiet else "always",
            "reserved": rule.is_reserved,
            "does": str(rule.action),
            "enabled": standing.is_enabled,
            "armed_at": show_instant(standing.armed_at),
            "matches": sandbox.engine.world.counters.get(standing.counter, 0),
            "source": "added" if standing.is_added else "scenario",
        }
        return RuleOut.model_validate(members)


class RuleList(Told):
    """The rules of a sandbox, in the order in which they are tried."""

    rules: list[RuleOut]
