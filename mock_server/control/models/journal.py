"""The journal and rules as they are told."""

from enum import StrEnum

from pydantic import Field

from mock_server.control.models.words import Told
from mock_server.faults.rules import Rule


class EntryKind(StrEnum):
    """The sorts of entries."""

    CALL = "call"
    MOVE = "move"
    REMOVED = "removed"
    SKIPPED = "skipped"
    WEBHOOK = "webhook"
    CLOCK = "clock"
    COMMAND = "command"


class JournalOut(Told):
    """Entries of a journal, oldest first."""

    entries: list[dict[str, object]] = Field(
        description="Each with its number `n`, the sandbox's time `at`, its `kind` and the number of its `cause`."
    )
    last: int = Field(description="The number of the newest entry, 0 where there is none.")
    dropped: int = Field(description="How many old entries were forgotten to keep the journal's bounds.")
    next: int | None = Field(description="What to ask for as `since` to read on; null where this is all.")


class RefusalOut(Told):
    """An error of the vendor's catalogue that a rule answers with."""

    error: str
    fields: dict[str, str]


class FaultOut(Told):
    """A failure on purpose."""

    status: int


class RuleOut(Told):
    """What goes differently on purpose."""

    name: str
    on: str = Field(description="The operations it speaks of.", examples=["nimbus.create_order", "nimbus.*"])
    when: dict[str, str] = Field(description="The values that a call must have, by dotted path.")
    refuse: RefusalOut | None
    fault: FaultOut | None
    about: str

    @staticmethod
    def of(rule: Rule) -> "RuleOut":
        """A rule of a scenario."""
        return RuleOut(
            name=rule.name,
            on=rule.on,
            when=dict(rule.when.equals),
            refuse=None if rule.refuse is None else RefusalOut(error=rule.refuse.error, fields=dict(rule.refuse.fields)),
            fault=None if rule.fault is None else FaultOut(status=rule.fault.status),
            about=rule.about,
        )


class RuleList(Told):
    """The rules of a sandbox; the first that matches a call wins."""

    rules: list[RuleOut]
