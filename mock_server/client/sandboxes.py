"""Sandboxes, as a client makes them, works in them and drops them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from mock_server.client.answers import Answer, ClockState, Snapshot
from mock_server.client.asking import Resource, Steps, WayT_co, below, operation, said
from mock_server.client.clock import Clock, Span
from mock_server.client.errors import OWN, NotReconciled, NotVerified
from mock_server.client.journal import Journal
from mock_server.client.records import Orders, Records
from mock_server.client.rules import Rules
from mock_server.client.verdicts import Reconciliation, Verdict, Waited
from mock_server.client.waiting import Waiter
from mock_server.client.webhooks import Webhooks
from mock_server.client.wishes import (
    Belief,
    CallCheck,
    CallFilter,
    DeliveryCheck,
    DeliveryFilter,
    MoveFilter,
    RecordCheck,
    RecordFilter,
)

_ALL = "/_mock/sandboxes"
__tracebackhide__ = OWN


class Credential(Answer):
    """A documented test credential: what to send, and what it may do."""

    send: str
    about: str

    @property
    def headers(self) -> dict[str, str]:
        """What to send as headers; empty where it is no header."""
        name, colon, value = self.send.partition(": ")
        return {name: value} if colon and " " not in name else {}


class Way(Answer):
    """How a sandbox is reached as one vendor."""

    url: str
    credentials: list[Credential]

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the first credential that is sent as one: it may do everything."""
        return next((each.headers for each in self.credentials if each.headers), {})


class SandboxBrief(Answer):
    """A sandbox in a list."""

    id: str
    scenario: str
    seed: int
    clock: ClockState


class SandboxTold(SandboxBrief):
    """A sandbox, and how it is reached."""

    ways: dict[str, Way] = Field(alias="vendors")


class SandboxList(Answer):
    """All sandboxes."""

    sandboxes: list[SandboxBrief]


class SandboxHandle(Waiter[WayT_co]):
    """One sandbox: how it is reached, and all that may be asked of it.

    `told` is what the server said of it when it was made, or last reset.
    """

    def __init__(self, way: WayT_co, told: SandboxTold) -> None:
        super().__init__(way, f"{_ALL}{below(told.id)}")
        self.told = told

    @property
    def id(self) -> str:
        """Its id."""
        return self.told.id

    def url(self, vendor: str) -> str:
        """The vendor's base URL in this sandbox, without a slash at the end: give it to the client under test."""
        return self._way_as(vendor).url

    def headers(self, vendor: str) -> dict[str, str]:
        """Headers that carry a test credential of the vendor which may do everything."""
        return self._way_as(vendor).headers

    def credentials(self, vendor: str) -> list[Credential]:
        """The vendor's test credentials. With `--` and the sandbox's id appended they choose it at the plain address too."""
        return self._way_as(vendor).credentials

    def _way_as(self, vendor: str) -> Way:
        found = self.told.ways.get(vendor)
        if found is None:
            raise KeyError(f"the server has no vendor {vendor!r}; it has {', '.join(self.told.ways)}")
        return found

    # -- its parts ---------------------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock[WayT_co]:
        """Its time."""
        return Clock(self._way, f"{self._path}/clock")

    @property
    def orders(self) -> Orders[WayT_co]:
        """Its orders, of all vendors."""
        return Orders(self._way, self._path)

    @property
    def records(self) -> Records[WayT_co]:
        """All its records."""
        return Records(self._way, f"{self._path}/records")

    @property
    def journal(self) -> Journal[WayT_co]:
        """What happened in it."""
        return Journal(self._way, f"{self._path}/journal")

    @property
    def rules(self) -> Rules[WayT_co]:
        """What goes differently in it on purpose."""
        return Rules(self._way, f"{self._path}/rules")

    @property
    def webhooks(self) -> Webhooks[WayT_co]:
        """Who is told of news in it, and what was sent."""
        return Webhooks(self._way, self._path)

    # -- as a whole --------------------------------------------------------------------------------------------------

    @operation
    def reset(self, scenario: str | None = None, *, seed: int | None = None) -> Steps[SandboxTold]:
        """Return to the start of its scenario, or to that of another one."""
        self.told = yield from self._post("/reset", SandboxTold, {"scenario": scenario, "seed": seed})
        return self.told

    @operation
    def fork(self, id: str | None = None) -> "Steps[SandboxHandle[WayT_co]]":
        """Make another sandbox that is as this one is now."""
        told = yield from self._post("/fork", SandboxTold, {"id": id})
        return SandboxHandle(self._way, told)

    @operation
    def drop(self) -> Steps[None]:
        """Forget the sandbox and all in it."""
        return self._delete("")

    @operation
    def snapshot(self) -> Steps[dict[str, Any]]:
        """The whole of it but its journal, as a JSON document."""
        found = yield from self._get("/snapshot", Snapshot)
        return found.model_dump(mode="json")

    @operation
    def restore(self, snapshot: Mapping[str, Any]) -> Steps[SandboxTold]:
        """Make it what a snapshot says."""
        self.told = yield from self._ask("POST", "/restore", SandboxTold, query={}, body=dict(snapshot))
        return self.told

    # -- what is expected of it --------------------------------------------------------------------------------------

    @operation
    def verify(
        self,
        *,
        calls: Sequence[CallCheck] = (),
        calls_in_order: Sequence[CallFilter] = (),
        records: Sequence[RecordCheck] = (),
        webhooks: Sequence[DeliveryCheck] = (),
        webhooks_in_order: Sequence[DeliveryFilter] = (),
        since: int = 0,
        check: bool = True,
    ) -> Steps[Verdict]:
        """Hold what happened against what was to happen.

        Raises:
            NotVerified: something does not hold, and `check` asks to raise; the text says what, and what nearly fits.
            ValueError: there is nothing to verify.
        """
        rows = (calls, calls_in_order, records, webhooks, webhooks_in_order)
        if not any(rows):
            raise ValueError("there is nothing to verify: give calls, records or webhooks")
        names = ("calls", "calls_in_order", "records", "webhooks", "webhooks_in_order")
        wish = {name: list(row) for name, row in zip(names, rows, strict=True)}
        verdict = yield from self._post("/verify", Verdict, {"since": since, **wish})
        if check and not verdict.ok:
            raise NotVerified(verdict.summary(), verdict)
        return verdict

    @operation
    def wait(  # noqa: PLR0913  # all but one are keyword-only with a default
        self,
        *,
        call: CallFilter | None = None,
        move: MoveFilter | None = None,
        record: RecordFilter | None = None,
        delivery: DeliveryFilter | None = None,
        count: int = 1,
        since: int = 0,
        advance: Span | None = None,
        within: Span = "5s",
        check: bool = True,
    ) -> Steps[Waited]:
        """Come back when a call, a move, a record or a delivery is as described; at once where one is.

        `advance` is how far a frozen clock may be moved on for it, `within` the real time after which to give up.

        Raises:
            NotHappened: it has not happened in time, and `check` asks to raise; the text says what nearly did, and the story.
        """
        awaited = said({"call": call, "move": move, "record": record, "delivery": delivery})
        wish = {"for": awaited, "count": count, "since": since, "advance": advance}
        return self._wait(wish, within, check=check)

    @operation
    def reconcile(
        self,
        believed: Sequence[Belief],
        *,
        vendors: Sequence[str] | None = None,
        fixtures: bool = False,
        check: bool = True,
    ) -> Steps[Reconciliation]:
        """Hold what a consumer believes of its orders against how they stand.

        Raises:
            NotReconciled: they differ, and `check` asks to raise; the text says where, and since when.
        """
        wish = {"believed": list(believed), "vendors": vendors, "fixtures": fixtures}
        reconciliation = yield from self._post("/reconcile", Reconciliation, wish)
        if check and not reconciliation.ok:
            raise NotReconciled(str(reconciliation), reconciliation)
        return reconciliation


class Sandboxes(Resource[WayT_co]):
    """The sandboxes of a server."""

    @operation
    def list(self) -> Steps[list[SandboxBrief]]:
        """All sandboxes, the default one first."""
        found = yield from self._get("", SandboxList)
        return found.sandboxes

    @operation
    def create(
        self,
        id: str | None = None,
        *,
        scenario: str | None = None,
        scenario_text: str | None = None,
        seed: int | None = None,
        clock: Mapping[str, Any] | None = None,
    ) -> Steps[SandboxHandle[WayT_co]]:
        """Make a sandbox at the start of a scenario: one of the server's by name, or one's own as its YAML text."""
        wish = {"id": id, "scenario": scenario, "scenario_text": scenario_text, "seed": seed, "clock": clock}
        told = yield from self._post("", SandboxTold, wish)
        return SandboxHandle(self._way, told)

    @operation
    def get(self, id: str = "default") -> Steps[SandboxHandle[WayT_co]]:
        """A sandbox that is there."""
        told = yield from self._get(below(id), SandboxTold)
        return SandboxHandle(self._way, told)
