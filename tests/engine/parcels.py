"""A small made-up kind and a wall clock moved by hand, so that the engine is tested without any vendor."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mock_server.engine.evidence import documented, inferred
from mock_server.engine.ids import IdShape
from mock_server.engine.lifecycle import Input, Lifecycle, Move, Setting, Stage, Status
from mock_server.engine.records import Kind

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Parcel:
    reference: str = ""
    carrier: str | None = None


def _hand_over(parcel: Parcel, setting: Setting) -> Parcel:
    return replace(parcel, carrier=setting.given.get("carrier") or f"carrier-{setting.draw('carrier') % 10}")


PARCEL = Kind(
    name="examplerx.parcel",
    plural="parcels",
    content=Parcel,
    ids=IdShape("par_", 6),
    view=lambda record: {"id": record.id, "reference": record.content.reference, "carrier": record.content.carrier},
    grounds=documented("EXRX-1"),
    lifecycle=Lifecycle(
        initial="packed",
        statuses=(
            Status("packed", Stage.PREPARING, documented("EXRX-1")),
            Status("sent", Stage.SHIPPED, documented("EXRX-1")),
            Status("lost", Stage.FAILED, inferred("EXRX-2")),
        ),
        moves=(
            Move(
                "hand_over",
                ("packed",),
                "sent",
                documented("EXRX-1"),
                takes=(Input("carrier", "a carrier's name", r"[a-z]{2,10}", "dhl"),),
                sets=_hand_over,
                event="parcel.sent",
            ),
            Move("lose", ("packed", "sent"), "lost", inferred("EXRX-2")),
            Move("weigh", ("packed",), None, inferred("EXRX-2")),
        ),
    ),
    indexes={"reference": lambda record: record.content.reference or None, "carrier": lambda record: record.content.carrier},
    unique=frozenset({"reference"}),
)


class Wall:
    """A wall clock that a test moves by hand."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds
