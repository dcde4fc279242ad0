"""A made-up vendor for scenarios to speak of."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from mock_server.engine.evidence import invented
from mock_server.engine.ids import IdShape
from mock_server.engine.lifecycle import Input, Lifecycle, Move, Stage, Status
from mock_server.engine.records import Kind
from mock_server.scenarios.scenario import Scenario
from mock_server.scenarios.words import AddressedKind, VendorWords, Words
from mock_server.webhooks.voice import Ladder, WebhookEvent, WebhookVoice

Load = Callable[[str], Scenario]
Mistakes = Callable[[bytes | str], list[str]]
Write = Callable[[str, str], Path]

GROUNDS = invented("EXRX-1")
TRACKING = Input("tracking", "a tracking number", r"[A-Z0-9]{4,}", "1Z99")
LIFECYCLE: Lifecycle[object] = Lifecycle(
    initial="received",
    statuses=(Status("received", Stage.RECEIVED, GROUNDS), Status("shipped", Stage.SHIPPED, GROUNDS)),
    moves=(Move("ship", ("received",), "shipped", GROUNDS, takes=(TRACKING,)),),
)


class Switches(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    repeats: Literal["replay", "conflict"] = "replay"
    country: Literal["required", "optional"] = "required"


class Address(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zip: str
    country: str = "US"


class OrderFixture(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str | None = None
    drug: str = ""
    quantity: int = 1
    address: Address | None = None


def kind(noun: str, lifecycle: Lifecycle[object] | None) -> Kind[object]:
    return Kind(f"examplerx.{noun}", f"{noun}s", object, IdShape(), lambda _: {}, GROUNDS, lifecycle)


WEBHOOKS = WebhookVoice(
    (WebhookEvent("order.shipped", "An order was shipped.", kind("order", LIFECYCLE), GROUNDS, {}),),
    lambda *_: b"{}",
    Ladder((1.0,), 5.0, GROUNDS),
    signature="X-Signature",
    time_member="at",
)


def speak() -> Words:
    """The words of two vendors: one with everything, and one that has nothing to tell."""
    order = kind("order", LIFECYCLE)
    examplerx = VendorWords(
        slug="examplerx",
        switches=Switches,
        fixtures={"orders": OrderFixture},
        operations=("examplerx.create_order", "examplerx.get_order", "examplerx.ping"),
        errors={"invalid": ("field", "reason"), "locked": ()},
        kinds={"order": order, "patient": kind("patient", None)},
        webhooks=WEBHOOKS,
        credential_header="X-Key: {}",
        addresses={
            "examplerx.create_order": AddressedKind(order, is_made=True),
            "examplerx.get_order": AddressedKind(order),
        },
        reads=frozenset({"examplerx.get_order"}),
    )
    silent = VendorWords("silentrx", Switches, {}, (), {}, {})
    return {"examplerx": examplerx, "silentrx": silent}
