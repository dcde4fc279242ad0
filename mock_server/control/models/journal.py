"""The journal as it is asked for and told."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from mock_server.control.models.words import LARGEST, PlainBool, PlainInt, Told
from mock_server.journal.picking import Wanted


class EntryKind(StrEnum):
    """The sorts of entries."""

    CALL = "call"
    MOVE = "move"
    REMOVED = "removed"
    SKIPPED = "skipped"
    WEBHOOK = "webhook"
    CLOCK = "clock"
    COMMAND = "command"


class Outcome(StrEnum):
    """What became of a call."""

    ANSWERED = "answered"
    REFUSED = "refused"
    UNMATCHED = "unmatched"


_Text = Annotated[str, Field(max_length=200)]


class JournalView(BaseModel):
    """How entries are shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unmasked: Annotated[bool, PlainBool] = Field(
        default=False, description="Show credentials and patients' fields as they were sent, where they are masked otherwise."
    )


class JournalFilter(JournalView):
    """Which entries are wanted: those that are all that is said."""

    since: Annotated[int, PlainInt] = Field(default=0, ge=0, le=LARGEST, description="Only entries after this number.")
    kind: EntryKind | None = Field(default=None, description="Only entries of this sort.")
    vendor: _Text = Field(default="", description="Only what is about this vendor.", examples=["nimbus"])
    operation: _Text = Field(
        default="",
        description="Only calls of this operation; `nimbus.*` for all of a vendor.",
        examples=["nimbus.create_order"],
    )
    status: _Text = Field(
        default="",
        description="Only calls and webhook attempts with this status or class of them, and moves that led to this status.",
        examples=["4xx"],
    )
    record: _Text = Field(
        default="",
        description="Only what is about the record of this id, or of this kind and id: moves, webhooks, and calls that name it "
        "or changed it.",
        examples=["nimbus.order/ord_abc123xyz"],
    )
    rule: _Text = Field(default="", description="Only calls that this rule has changed.", examples=["nimbus-unknown-patient"])
    outcome: Outcome | None = Field(
        default=None, description="Only calls that came out so; refused ones include those that no operation matched."
    )
    violations: Annotated[bool, PlainBool] = Field(
        default=False, description="Only calls that break the vendor's document, refused for it or not."
    )

    @property
    def wanted(self) -> Wanted:
        """The filter as the journal knows it."""
        words = {name: getattr(self, name) for name in Wanted.__slots__}
        return Wanted(**{name: "" if word is None else str(word) for name, word in words.items()})


class JournalPage(JournalFilter):
    """Which entries are wanted, and how many."""

    limit: Annotated[int, PlainInt] = Field(default=100, ge=1, le=1000, description="The most that are wanted.")
    newest: Annotated[bool, PlainBool] = Field(default=False, description="Where more fit than are wanted, the newest of them.")


class JournalOut(Told):
    """Entries of a journal, oldest first."""

    entries: list[dict[str, object]] = Field(
        description="Each with its number `n`, the sandbox's time `at`, its `kind` and the number of its `cause`."
    )
    last: int = Field(description="The number of the newest entry, 0 where there is none.")
    dropped: int = Field(description="How many old entries were forgotten to keep the journal's bounds.")
    next: int | None = Field(description="What to ask for as `since` to read on; null where this is all.")
