"""What is measured inside the process: reset and fork, and how the cost of a call grows with what is stored."""

import asyncio
import gc
import json
import tempfile
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from mock_server import resources
from mock_server.app import Server, build_app
from mock_server.engine.clock import wall_seconds
from mock_server.engine.store import STATUS
from mock_server.registry import VENDORS, words
from mock_server.sandboxes.start import prepare
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.serving import tell_collector
from mock_server.settings import Settings
from mock_server.vendors.nimbus.records import ORDER

_BODY = json.dumps(
    {
        "patientId": "pat_1234567890",
        "prescriptionId": "rx_9876543210",
        "shippingAddress": {"street1": "123 Main St", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"},
    }
).encode()
_HOST = (b"host", b"127.0.0.1:8080")
_HEADERS = [_HOST, (b"x-api-key", b"nimbus-test-key"), (b"content-type", b"application/json")]
_PHARMACY = [_HOST, (b"x-api-key", b"rxscale-pharmacy-key")]


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds of a repeated thing."""

    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Growth:
    """Microseconds of a call while so many orders are stored."""

    stored: int
    create_us: float
    read_us: float
    page_us: float


async def _ask(
    server: Server, method: str, path: str, body: bytes = b"", key: bytes | None = None, *, query: bytes = b""
) -> bytes:
    said = bytearray()

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        said.extend(message.get("body", b""))

    headers = _PHARMACY if path.startswith("/rxscale") else _HEADERS
    if key is not None:
        headers = [*headers, (b"idempotency-key", key)]
    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers}
    await server(scope, receive, send)
    return bytes(said)


async def _fill(server: Server, count: int, path: str = "/nimbus/orders") -> None:
    for _ in range(count):
        await _ask(server, "POST", path, _BODY)


def _spread(act: Callable[[], object], times: int) -> Spread:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        took.append((time.perf_counter() - begun) * 1e3)
    took.sort()
    return Spread(median(took), took[int(len(took) * 0.99) - 1])


def reset_and_fork(others: int, times: int = 300) -> tuple[Spread, Spread]:
    """Reset and fork of a sandbox with 1,000 orders, while the server holds so many other sandboxes with 100 each.

    In processor time, so that what else the machine does is left out and the collector's work is not.
    """
    server = build_app(Settings(max_sandboxes=others + 10))
    sandboxes = server.sandboxes

    async def set_up() -> None:
        sandboxes.create("full")
        await _fill(server, 1_000, "/s/full/nimbus/orders")
        for n in range(others):
            sandboxes.create(f"other-{n}")
            await _fill(server, 100, f"/s/other-{n}/nimbus/orders")

    asyncio.run(set_up())
    tell_collector()
    full = sandboxes.get("full")
    forked = []
    for n in range(times):
        begun = time.thread_time()
        sandboxes.fork("full", f"fork-{n % 5}")
        forked.append((time.thread_time() - begun) * 1e3)
        if n % 5 == 4:  # so that five forks stand at the most
            for old in range(5):
                sandboxes.drop(f"fork-{old}")
    forked.sort()
    resets = []
    for _ in range(times):
        copy = full.fork("copy")
        begun = time.thread_time()
        copy.reset()
        resets.append((time.thread_time() - begun) * 1e3)
    resets.sort()
    gc.unfreeze()
    at = int(times * 0.99) - 1
    return Spread(median(resets), resets[at]), Spread(median(forked), forked[at])


def growth(sizes: tuple[int, ...] = (1_000, 10_000, 100_000), calls: int = 2_000) -> list[Growth]:
    """The cost of creating, reading and paging at several numbers of stored orders."""
    server = build_app(Settings())
    figures = []
    tell_collector()

    async def measure(size: int) -> Growth:
        sandbox = server.sandboxes.default
        await _fill(server, size - sandbox.engine.world.store.count(ORDER))
        begun = time.perf_counter()
        for n in range(calls):
            await _ask(server, "POST", "/nimbus/orders", _BODY, b"growth-%d-%d" % (size, n))
        create = time.perf_counter() - begun
        id = sandbox.engine.world.store.page(ORDER, limit=1)[0].id
        begun = time.perf_counter()
        for _ in range(calls):
            await _ask(server, "GET", f"/nimbus/orders/{id}")
        read = time.perf_counter() - begun
        begun = time.perf_counter()
        for _ in range(calls):
            sandbox.engine.world.store.page(ORDER, STATUS, "pending", offset=size // 2, limit=20)
        page = time.perf_counter() - begun
        return Growth(size, *(took / calls * 1e6 for took in (create, read, page)))

    async def measure_all() -> None:
        figures.extend([await measure(size) for size in sizes])

    asyncio.run(measure_all())
    gc.unfreeze()
    return figures


def populating(kind: str, count: int = 10_000) -> float:
    """Processor seconds to make so many records of a kind up, in all its statuses alike, the library of names included."""
    spoken = words(VENDORS)
    library = ScenarioLibrary([resources.folder("scenarios")], spoken)
    wish = f"populate: {{{kind}: {{count: {count}}}}}"
    scenario = library.read(f"scenario: crowd\ntitle: A crowd\nextends: default\n{wish}", "crowd.yaml")
    begun = time.process_time()
    prepare(scenario, spoken, wall_seconds, scenario.seed, scenario.clock)
    return time.process_time() - begun


@dataclass(frozen=True, slots=True)
class Listing:
    """Microseconds of a page of 20 RxScale orders while a pharmacy's list is so long."""

    stored: int
    by_status_us: float
    by_search_us: float


def listing(sizes: tuple[int, ...] = (1_000, 10_000), calls: int = 200) -> list[Listing]:
    """The cost of a page of RxScale's list by status, which is indexed, and by search, which may look at everything."""
    return [asyncio.run(_list(size, calls)) for size in sizes]


async def _list(size: int, calls: int) -> Listing:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many-orders.yaml"
        path.write_text(
            "scenario: many-orders\ntitle: Many orders at two pharmacies\nextends: default\n"
            f"populate: {{rxscale.order: {{count: {size}, pharmacies: [ph-xyz, pharmacy-uid], "
            "statuses: [in-progress, completed]}}\n"
        )
        server = build_app(Settings(scenario=str(path)))

    async def take(query: bytes) -> float:
        begun = time.perf_counter()
        for _ in range(calls):
            await _ask(server, "GET", "/rxscale/v1/external_pharmacy_api/pharmacy_orders/", query=query)
        return (time.perf_counter() - begun) / calls * 1e6

    by_status = await take(b"limit=20&status=in-progress&page=3")
    return Listing(size, by_status, await take(b"limit=20&search=muster"))
