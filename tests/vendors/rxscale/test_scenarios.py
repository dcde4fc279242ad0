"""The shipped stories of how an order can go, and how it can disappoint."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mock_server.app import build_app
from mock_server.settings import Settings
from tests.clients import Client
from tests.vendors.rxscale.calls import (
    CONTROL,
    GROUP,
    LINK,
    ORDERS,
    PHARMACY,
    complete,
    order,
    records,
    seen_by_the_shop,
    stock,
)


@contextmanager
def playing(name: str) -> Iterator[Client]:
    with Client(build_app(Settings(scenario=name))) as client:
        client.post(f"{CONTROL}/clock", {"freeze": True})
        yield client


def advance(client: Client, by: str) -> None:
    assert client.post(f"{CONTROL}/clock", {"advance": by}).status_code == 200


@pytest.mark.proves("RXS-30")
def test_on_the_happy_path_every_open_order_reaches_the_patient() -> None:
    with playing("happy-path") as client:
        advance(client, "2h")
        assert order(client, "po-def")["status"] == "in-progress"
        advance(client, "2d")

        statuses = {row["uid"]: row["status"] for row in client.get(f"{ORDERS}/", PHARMACY).json()["data"]}
        assert set(statuses.values()) == {"completed", "cancelled"}
        row = seen_by_the_shop(client, "px-def456")
        assert (row["fulfillment_status"], row["tracking_url"]) == ("fulfilled", LINK["tracking_link"])


def test_on_hold_and_back() -> None:
    with playing("rxscale/on-hold-and-back") as client:
        advance(client, "2h")
        assert (order(client, "po-abc123")["status"], len(records(client, "issue_thread"))) == ("on-hold", 2)
        advance(client, "1d")
        assert order(client, "po-abc123")["status"] == "in-progress"
        advance(client, "2d")
        assert order(client, "po-abc123")["status"] == "completed"
        assert seen_by_the_shop(client, "px-ghi789")["tracking_number"] == "123"


@pytest.mark.proves("RXS-32")
def test_cancelled() -> None:
    with playing("rxscale/cancelled") as client:
        advance(client, "1d")

        assert (order(client, "po-abc123")["status"], order(client, "po-abc123")["payouts"]) == ("cancelled", [])
        assert complete(client, "po-abc123").status_code == 400
        assert seen_by_the_shop(client, "px-ghi789")["order_status"] == "cancelled"


def test_completed_already() -> None:
    with playing("rxscale/completed-already") as client:
        advance(client, "2h")

        assert complete(client, "po-abc123").status_code == 200
        assert complete(client, "po-abc123", LINK).status_code == 400
        assert stock(client, "psku-456") == 24


def test_tracking_refused() -> None:
    with playing("rxscale/tracking-refused") as client:
        refused = complete(client, "po-abc123", LINK)

        assert refused.json() == {
            "error": {"tracking_links": {"0": {"tracking_link": ["Invalid tracking link"]}}},
            "pharmacy": {"uid": "ph-xyz", "display_name": "City Pharmacy"},
        }
        assert complete(client, "po-abc123").status_code == 200


def test_out_of_stock() -> None:
    with playing("rxscale/out-of-stock") as client:
        assert stock(client, "psku-456") == 0
        advance(client, "1h")
        assert order(client, "po-abc123")["status"] == "on-hold"
        advance(client, "3d")
        assert seen_by_the_shop(client, "px-ghi789")["order_status"] == "cancelled"


def test_another_pharmacy() -> None:
    with playing("rxscale/another-pharmacy") as client:
        assert client.get(f"{ORDERS}/po-abc123", PHARMACY).status_code == 404
        assert client.get(f"{ORDERS}/po-abc123?pharmacy_uid=ph-xyz", GROUP).status_code == 404
        assert client.get(f"{ORDERS}/po-abc123?pharmacy_uid=pharmacy-uid", GROUP).status_code == 200
