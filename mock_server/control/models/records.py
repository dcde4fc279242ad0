"""Records and orders as they are asked for and told."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from mock_server.control.models.vendors import InputOut
from mock_server.control.models.words import Asked, Moment, Told
from mock_server.engine.clock import show_instant
from mock_server.engine.records import EVERYBODY, AnyKind, AnyRecord
from mock_server.engine.schedule import PlannedMove
from mock_server.sandboxes.sandbox import Sandbox


class CreateRecord(BaseModel):
    """A record as a scenario lists it under the vendor's `fixtures`: which members there are depends on the kind."""

    model_config = ConfigDict(extra="allow", frozen=True)


class MoveRecord(Asked):
    """A move to make on a record."""

    do: str = Field(description="The move's name.", examples=["ship"])
    given: dict[str, str] = Field(default_factory=dict, alias="with", description="The values that it takes, as text.")


class DueOut(Told):
    """A move that a timeline will make."""

    at: Moment
    do: str
    timeline: str

    @staticmethod
    def of(due: tuple[datetime, PlannedMove] | None) -> "DueOut | None":
        """A planned move, if one is planned."""
        if due is None:
            return None
        at, task = due
        return DueOut(at=show_instant(at), do=task.do, timeline=task.plan)


class RecordBrief(Told):
    """A record in a list."""

    vendor: str
    kind: str
    id: str
    status: str | None = Field(description="Spelled as the vendor spells it; null where the kind has no statuses.")
    stage: str | None = Field(description="A neutral word for the status, the same for all vendors.")
    created_at: Moment
    updated_at: Moment

    @staticmethod
    def of(kind: AnyKind, record: AnyRecord) -> "RecordBrief":
        """A record in a list."""
        return RecordBrief.model_validate(_members(kind, record))


class RecordList(Told):
    """Records of one kind, newest first."""

    total: int = Field(description="How many there are on all pages.")
    records: list[RecordBrief]


class StepOut(Told):
    """One entry of a record's history."""

    at: Moment
    do: str
    status: str | None
    cause: int | None = Field(description="The number of the journal's entry that brought it about.")
    given: dict[str, str] = Field(alias="with", description="The values that it was given.")

    @staticmethod
    def all_of(record: AnyRecord) -> "list[StepOut]":
        """What was done to a record, oldest first."""
        return [
            StepOut.model_validate(
                {
                    "at": show_instant(step.at),
                    "do": step.do,
                    "status": step.status or None,
                    "cause": step.cause,
                    "with": dict(step.given),
                }
            )
            for step in record.history
        ]


class OrderOut(RecordBrief):
    """An order in a list."""

    age_seconds: int = Field(description="Seconds of sandbox time since it was made.")
    moves_possible: list[str] = Field(description="The moves that its status allows.")
    next_due: DueOut | None = Field(description="What a timeline will do with it next.")
    history: list[StepOut] = Field(description="What was done to it, oldest first.")

    @staticmethod
    def at(now: datetime, kind: AnyKind, record: AnyRecord, due: tuple[datetime, PlannedMove] | None) -> "OrderOut":
        """An order as it stands at an instant."""
        members = {
            "age_seconds": int((now - record.created_at).total_seconds()),
            "moves_possible": [move.do for move in kind.lifecycle.possible_from(record.status)] if kind.lifecycle else [],
            "next_due": DueOut.of(due),
            "history": StepOut.all_of(record),
        }
        return OrderOut.model_validate(_members(kind, record) | members)


class OrderList(Told):
    """Orders, newest first."""

    total: int = Field(description="How many there are on all pages.")
    orders: list[OrderOut]


class PossibleMove(Told):
    """A move that may be made on a record now."""

    do: str
    target: str | None = Field(alias="to", description="The status it leads to; null where the status stays as it is.")
    about: str
    takes: list[InputOut]


class RecordOut(RecordBrief):
    """A record with all that is known of it."""

    owner: str | None = Field(description="The tenant whose record it is; null where every credential may see it.")
    version: int = Field(description="How often it has changed, its creation included.")
    content: dict[str, object] = Field(description="The record in the vendor's own words.")
    history: list[StepOut] = Field(description="What was done to it, oldest first.")
    moves: list[PossibleMove] = Field(description="The moves that may be made now.")
    next_due: DueOut | None = Field(description="What a timeline will do with it next.")

    @staticmethod
    def told(sandbox: Sandbox, kind: AnyKind, record: AnyRecord) -> "RecordOut":
        """All that a sandbox knows of a record."""
        members = {
            "owner": None if record.owner == EVERYBODY else record.owner,
            "version": record.version,
            "content": kind.view(record),
            "history": StepOut.all_of(record),
            "moves": _possible(kind, record),
            "next_due": DueOut.of(sandbox.engine.next_due_for(kind.name, record.id)),
        }
        return RecordOut.model_validate(_members(kind, record) | members)


def _possible(kind: AnyKind, record: AnyRecord) -> list[PossibleMove]:
    moves = kind.lifecycle.possible_from(record.status) if kind.lifecycle else ()
    return [
        PossibleMove(do=move.do, target=move.target, about=move.about, takes=[InputOut.of(each) for each in move.takes])
        for move in moves
    ]


def _members(kind: AnyKind, record: AnyRecord) -> dict[str, object]:
    status = kind.lifecycle.status(record.status) if kind.lifecycle else None
    return {
        "vendor": kind.vendor,
        "kind": kind.noun,
        "id": record.id,
        "status": record.status or None,
        "stage": None if status is None else status.stage.value,
        "created_at": show_instant(record.created_at),
        "updated_at": show_instant(record.updated_at),
    }
