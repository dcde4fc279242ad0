"""Vendors as they are told: what they take, how their records move, what they refuse."""

from typing import Any

from pydantic import Field

from mock_server.contract.answers import VendorError
from mock_server.contract.operation import Operation
from mock_server.contract.vendor import Vendor
from mock_server.control.models.sandboxes import CredentialOut
from mock_server.control.models.words import Cited, Told
from mock_server.engine.lifecycle import Input, Lifecycle, Move, Status
from mock_server.engine.records import AnyKind


class VendorBrief(Told):
    """A vendor in a list."""

    vendor: str = Field(description="Its name everywhere in this API.", examples=["nimbus"])
    title: str
    country: str
    about: str
    address: str = Field(description="Where it stands.", examples=["/nimbus"])

    @staticmethod
    def of(vendor: Vendor) -> "VendorBrief":
        """A vendor in a list."""
        return VendorBrief(
            vendor=vendor.slug, title=vendor.title, country=vendor.country, about=vendor.about, address=f"/{vendor.slug}"
        )


class VendorList(Told):
    """All vendors."""

    total: int
    vendors: list[VendorBrief]


class SwitchOut(Told):
    """One question that the vendor's pages leave open, and how it may be settled."""

    name: str
    type: str = Field(description="The type of its values, as JSON Schema has it.")
    choices: list[object] | None = Field(description="The values it may have; null where any of the type will do.")
    default: object
    description: str
    cites: list[str] = Field(description="Rows of the vendor's ledger of sources.")


class EventOut(Cited):
    """Something that the vendor's webhooks tell."""

    name: str
    about: str


class VendorOut(VendorBrief):
    """A vendor."""

    version: str
    docs: str = Field(description="Where the vendor's own pages are.")
    kinds: list[str] = Field(description="The kinds of its records.")
    credentials: list[CredentialOut]
    switches: list[SwitchOut]
    events: list[EventOut]

    @staticmethod
    def told(vendor: Vendor) -> "VendorOut":
        """All that is to say of a vendor in one place."""
        return VendorOut(
            **dict(VendorBrief.of(vendor)),
            version=vendor.version,
            docs=vendor.docs,
            kinds=[kind.noun for kind in vendor.kinds],
            credentials=[CredentialOut(send=each.how, about=each.about) for each in vendor.credentials],
            switches=_switches(vendor),
            events=[
                EventOut.model_validate({"name": event.name, "about": event.about, **Cited.because(event.grounds)})
                for event in (vendor.webhooks.events if vendor.webhooks else ())
            ],
        )


def _switches(vendor: Vendor) -> list[SwitchOut]:
    members: dict[str, dict[str, Any]] = vendor.switches.model_json_schema().get("properties", {})
    return [
        SwitchOut(
            name=name,
            type=schema.get("type", "string"),
            choices=schema.get("enum"),
            default=schema.get("default"),
            description=schema.get("description", ""),
            cites=schema.get("cites", []),
        )
        for name, schema in members.items()
    ]


class OperationOut(Cited):
    """An endpoint of the vendor."""

    name: str = Field(description="Its full name, as rules and the journal write it.", examples=["nimbus.create_order"])
    method: str
    path: str = Field(description="Its path below the vendor's address.")
    summary: str
    refusals: list[str] = Field(description="The errors of the vendor's catalogue that it may answer with.")

    @staticmethod
    def of(vendor: Vendor, operation: Operation) -> "OperationOut":
        """An operation of a vendor."""
        members = {
            "name": vendor.names[operation.name],
            "method": operation.method,
            "path": operation.path,
            "summary": operation.summary,
            "refusals": [error.name for error in operation.refuses],
        }
        return OperationOut.model_validate(members | Cited.because(operation.grounds))


class OperationList(Told):
    """All endpoints of a vendor."""

    vendor: str
    operations: list[OperationOut]


class StatusOut(Cited):
    """A status, spelled as the vendor spells it."""

    name: str
    stage: str = Field(description="A neutral word for it, the same for all vendors.", examples=["shipped"])

    @staticmethod
    def of(status: Status) -> "StatusOut":
        """A status of a lifecycle."""
        return StatusOut.model_validate({"name": status.name, "stage": status.stage.value, **Cited.because(status.grounds)})


class InputOut(Told):
    """A value that a move takes."""

    name: str
    about: str
    example: str
    required: bool

    @staticmethod
    def of(taken: Input) -> "InputOut":
        """What a move takes."""
        return InputOut(name=taken.name, about=taken.about, example=taken.example, required=taken.is_required)


class MoveOut(Cited):
    """A step from one status to another."""

    do: str = Field(description="Its name.", examples=["ship"])
    sources: list[str] = Field(alias="from", description="The statuses it starts from.")
    target: str | None = Field(alias="to", description="The status it leads to; null where the status stays as it is.")
    about: str
    takes: list[InputOut]
    event: str | None = Field(description="What the vendor's webhooks tell of it.")

    @staticmethod
    def of(move: Move[Any]) -> "MoveOut":
        """A move of a lifecycle."""
        members = {
            "do": move.do,
            "from": list(move.sources),
            "to": move.target,
            "about": move.about,
            "takes": [InputOut.of(each) for each in move.takes],
            "event": move.event,
        }
        return MoveOut.model_validate(members | Cited.because(move.grounds))


class LifecycleOut(Told):
    """How a kind of record moves."""

    vendor: str
    kind: str
    initial: str = Field(description="The status of a new record.")
    created_event: str | None = Field(description="What the vendor's webhooks tell of a new record.")
    statuses: list[StatusOut]
    moves: list[MoveOut]

    @staticmethod
    def of(kind: AnyKind, lifecycle: Lifecycle[Any]) -> "LifecycleOut":
        """The lifecycle of a kind."""
        return LifecycleOut(
            vendor=kind.vendor,
            kind=kind.noun,
            initial=lifecycle.initial,
            created_event=lifecycle.created_event,
            statuses=[StatusOut.of(status) for status in lifecycle.statuses],
            moves=[MoveOut.of(move) for move in lifecycle.moves],
        )


class LifecycleList(Told):
    """How the records of a vendor move."""

    vendor: str
    lifecycles: list[LifecycleOut]


class ErrorOut(Cited):
    """An error of the vendor's catalogue."""

    name: str = Field(description="Its name in scenarios and tests.")
    status: int
    about: str
    fields: list[str] = Field(description="What else it can carry, for `refuse:` in a scenario.")
    example: dict[str, object] = Field(description="Its body as the vendor writes it.")

    @staticmethod
    def of(vendor: Vendor, error: VendorError) -> "ErrorOut":
        """An error of a vendor."""
        members = {
            "name": error.name,
            "status": error.status,
            "about": error.about,
            "fields": list(error.fields),
            "example": dict(vendor.voice.example(error)),
        }
        return ErrorOut.model_validate(members | Cited.because(error.grounds))


class ErrorList(Told):
    """All errors of a vendor."""

    vendor: str
    errors: list[ErrorOut]
