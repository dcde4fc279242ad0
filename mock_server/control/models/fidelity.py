"""How faithful the stand-in is to a vendor: what ships as `docs/fidelity/<vendor>.json`."""

from pydantic import Field

from mock_server.control.models.words import Told


class TotalsOut(Told):
    """What there is, in numbers."""

    rows: int = Field(description="Facts in the vendor's ledger of sources.")
    documented: int
    observed: int
    inferred: int
    invented: int
    proved: int = Field(description="Rows that a test proves.")
    tests: int = Field(description="Tests that prove them.")
    departures: int = Field(description="Rows from which the stand-in departs on purpose.")
    claims: dict[str, int] = Field(description="How much is emulated, by its sort.", examples=[{"operation": 4, "move": 9}])


class ClaimOut(Told):
    """One thing that the stand-in does."""

    sort: str = Field(
        description="operation, kind, status, move, error, event, retries, switch, reserved value, leniency or absence."
    )
    name: str = Field(examples=["create_order"])
    about: str
    evidence: str | None = Field(
        description="documented, observed, inferred or invented; null for a switch, which answers a question."
    )
    cites: list[str] = Field(description="Rows that it rests on.", examples=[["NIM-7"]])
    in_part: dict[str, list[str]] = Field(description="Rows of parts that are known in another way, by their evidence.")
    choices: list[str] = Field(description="What a switch may be set to, its default first.")
    examples: list[str] = Field(description="The examples that its documentation gives.")


class RowOut(Told):
    """One fact of the ledger."""

    id: str = Field(examples=["NIM-12"])
    page: str = Field(description="Where it was read; silence where no page says it.")
    read: str = Field(description="The day on which it was read.", examples=["2026-11-21"])
    settles: str
    evidence: str
    departs: bool = Field(description="Whether the stand-in does otherwise on purpose.")
    cited_by: list[str] = Field(description="What rests on it.", examples=[["operation create_order"]])
    proved_by: list[str] = Field(description="The tests of this project that prove it.")
    unproved_because: str | None = Field(description="Why no test can prove it.")


class FidelityOut(Told):
    """How faithful the stand-in is to a vendor, and how that is known."""

    vendor: str
    title: str
    country: str
    version: str
    about: str
    docs: str = Field(description="Where the vendor's own pages are.")
    totals: TotalsOut
    claims: list[ClaimOut]
    rows: list[RowOut]
