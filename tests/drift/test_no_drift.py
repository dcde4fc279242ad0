"""The proxy before a second instance of ourselves, over whole shipped conversations: nothing departs but switches turned."""

import asyncio

import pytest

from mock_server.app import Server, build_app
from mock_server.drift.observer import Observer
from mock_server.drift.report import Verdict, verdict
from mock_server.registry import VENDORS
from tests.drift.through import hold_through

HELD = {
    "nimbus": ("order-to-the-door", "orders-refused", "retried-with-the-same-key", "keys-refused"),
    "rxscale": ("order-to-the-shop", "on-hold-and-back", "tracking-refused", "webhook-subscriptions"),
    "cloudrx": ("order-to-the-door", "tokens", "tokens-refused", "hl7-order", "payment-failed-then-paid"),
    "caryrx": ("order-to-the-door", "orders-refused", "other-spellings", "registrations"),
}


def observed(server: Server, slug: str, name: str) -> Observer:
    """What an observer finds that hears a whole conversation."""
    observer = Observer(VENDORS[slug])
    outcome = asyncio.run(hold_through(server, slug, name, observer.take))
    assert outcome.is_as_told, outcome.differing
    return observer


@pytest.mark.parametrize("slug", VENDORS)
def test_a_vendor_that_does_as_we_say_departs_in_nothing(slug: str) -> None:
    server = build_app()

    for name in HELD[slug]:
        observer = observed(server, slug, f"{slug}/{name}")

        assert observer.findings.seen == {}
        assert verdict(observer) is Verdict.NO_DRIFT


def test_a_vendor_that_reads_an_open_question_in_another_way_departs_there() -> None:
    observer = observed(build_app(), "nimbus", "nimbus/country-defaults-to-us")

    (departure,) = observer.findings.seen
    assert (departure.kind, departure.pointer, departure.ours) == (
        "accepted-request",
        "/shippingAddress/country",
        "refused: missing",
    )
