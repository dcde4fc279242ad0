"""The proxy before a second instance of ourselves, over whole shipped conversations: nothing departs but switches turned."""

import asyncio

import httpx
import pytest

from mock_server.app import Receive, Scope, Send, Server, build_app
from mock_server.conversations.runner import converse
from mock_server.conversations.ways import SandboxWay, in_process, new_sandbox
from mock_server.drift.forwarding import Proxy, client_of
from mock_server.drift.observer import Observer
from mock_server.drift.report import Verdict, verdict
from mock_server.drift.target import read_target
from mock_server.registry import VENDORS
from tests.drift.conftest import TARGET

HELD = {
    "nimbus": ("order-to-the-door", "orders-refused", "retried-with-the-same-key", "keys-refused"),
    "rxscale": ("order-to-the-shop", "on-hold-and-back", "tracking-refused", "webhook-subscriptions"),
    "cloudrx": ("order-to-the-door", "tokens", "tokens-refused", "hl7-order", "payment-failed-then-paid"),
    "caryrx": ("order-to-the-door", "orders-refused", "other-spellings", "registrations"),
}


async def observed(server: Server, slug: str, name: str) -> Observer:
    """Holds a conversation whose calls to the vendor go through the proxy, and moves and time directly to the sandbox."""
    observer = Observer(VENDORS[slug])
    async with in_process(server) as direct, new_sandbox(direct, {"scenario": name}) as way:
        address = f"/s/{way.id}/{slug}"
        target = read_target(f"{TARGET}{address}")
        async with client_of(target, httpx.ASGITransport(server)) as behind:
            proxy = Proxy(target, behind, observer.take, observer.miss)

            async def through(scope: Scope, receive: Receive, send: Send) -> None:
                if scope["path"].startswith(f"{address}/"):
                    paths = {"path": scope["path"][len(address) :], "raw_path": scope["raw_path"][len(address) :]}
                    await proxy({**scope, **paths}, receive, send)
                else:
                    await server(scope, receive, send)

            async with in_process(through) as client:
                conversation = server.sandboxes.library.load(name).conversation
                outcome = await converse(conversation, SandboxWay(client, way.id))
    assert outcome.is_as_told, outcome.differing
    return observer


@pytest.mark.parametrize("slug", VENDORS)
def test_a_vendor_that_does_as_we_say_departs_in_nothing(slug: str) -> None:
    server = build_app()

    for name in HELD[slug]:
        observer = asyncio.run(observed(server, slug, f"{slug}/{name}"))

        assert observer.findings.seen == {}
        assert verdict(observer) is Verdict.NO_DRIFT


def test_a_vendor_that_reads_an_open_question_in_another_way_departs_there() -> None:
    observer = asyncio.run(observed(build_app(), "nimbus", "nimbus/country-defaults-to-us"))

    (departure,) = observer.findings.seen
    assert (departure.kind, departure.pointer, departure.ours) == (
        "accepted-request",
        "/shippingAddress/country",
        "refused: missing",
    )
