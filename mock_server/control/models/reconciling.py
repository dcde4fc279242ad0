"""What a consumer believes of its orders, and where that is not so."""

from enum import StrEnum
from typing import Any, Final

from pydantic import ConfigDict, Field, StrictBool, model_validator

from mock_server.control.models.filters import MOST, Word
from mock_server.control.models.words import Asked, Moment, Told
from mock_server.engine.lifecycle import Stage

MOST_BELIEFS: Final = 2_000


def _id_or_reference(schema: dict[str, Any]) -> None:
    """Say in a schema that one of the two is there and not null."""
    schema["anyOf"] = [
        {"required": [name], "properties": {name: {"type": "string", "minLength": 1}}} for name in ("id", "reference")
    ]


class Belief(Asked):
    """What a consumer believes of one order. What it says nothing of is not compared."""

    model_config = ConfigDict(json_schema_extra=_id_or_reference)

    vendor: Word
    id: Word | None = Field(default=None, description="The vendor's id of the order.", examples=["ord_abc123xyz"])
    reference: Word | None = Field(
        default=None,
        description="A value by which the consumer knows the order: any text that stands at the order's top, such as the id of "
        "its prescription.",
        examples=["rx_9876543210"],
    )
    status: Word | None = Field(default=None, description="Spelled as the vendor spells it.", examples=["shipped"])
    stage: Stage | None = Field(default=None, description="A neutral word for the status, the same for all vendors.")
    tracking: str | None = Field(default=None, max_length=2_000, description="The tracking number or link; empty for none yet.")

    @model_validator(mode="after")
    def _names_an_order(self) -> "Belief":
        if self.id is None and self.reference is None:
            raise ValueError("must name the order by id or by reference")
        return self


class Reconcile(Asked):
    """All that a consumer believes."""

    believed: list[Belief] = Field(max_length=MOST_BELIEFS)
    vendors: list[Word] | None = Field(
        default=None, max_length=MOST, description="Whose orders the consumer means to know all of; without this, all vendors'."
    )
    fixtures: StrictBool = Field(
        default=False, description="Whether it is to know the orders too that its scenario began with."
    )


class Discord(StrEnum):
    """The ways in which belief and truth differ."""

    UNKNOWN = "unknown"
    """Believed, and the pharmacy has no such order."""
    LOST = "lost"
    """The pharmacy has it, and the consumer does not know."""
    DOUBLE = "double"
    """Two orders where the consumer means one, or one that it counts twice."""
    WRONG_STATUS = "wrong_status"
    WRONG_TRACKING = "wrong_tracking"


class PartingOut(Told):
    """The first event at which belief and truth parted."""

    n: int | None = Field(description="The number of its entry in the journal, where it is kept.")
    at: Moment
    do: str = Field(description="What was done.", examples=["ship", "create", "nimbus.create_order"])
    says: str = Field(description="What happened then.")


class DifferenceOut(Told):
    """One difference between belief and truth."""

    sort: Discord
    vendor: str
    kind: str | None = Field(description="The kind of the record, where there is one.")
    id: str | None = Field(description="The vendor's id of the order, where there is one.")
    reference: str | None
    says: str
    believed: str | None
    found: str | None
    parted: PartingOut | None = Field(description="Null where the journal does not tell.")


class Reconciliation(Told):
    """Whether belief and truth are the same, and where they are not."""

    ok: bool
    believed: int = Field(description="How many orders the consumer believes in.")
    agreed: int = Field(description="Of how many of them all that it believes is so.")
    differences: list[DifferenceOut] = Field(
        description="In the order of the beliefs, then the orders that nobody believes in."
    )
