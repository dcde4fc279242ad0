"""Nobody reaches another's records: neither from another sandbox, nor from another account of the same one."""

from collections.abc import Callable

import pytest

from mock_server.contract.vendor import Vendor
from mock_server.registry import VENDORS
from tests.clients import Client
from tests.contract.peers import FILL, SECRET, Headers, Ids, Party, reaches

KEYS: dict[str, tuple[str, ...]] = {
    "nimbus": ("X-API-Key: nimbus-test-key",),
    "rxscale": ("X-API-Key: rxscale-pharmacy-key", "X-API-Key: rxscale-shop-key"),
    "cloudrx": ("Authorization: Bearer cloudrx-test-token",),
    "caryrx": ("apikey: caryrx-test-key",),
}
"""The credentials that are tried; the first of a vendor's may make records."""
EVERY_VENDOR = pytest.mark.parametrize("slug", list(VENDORS))
EVERY_KEY = pytest.mark.parametrize(("slug", "key"), [(slug, key) for slug, keys in KEYS.items() for key in keys])
REFUSED = {"nimbus": {404}, "rxscale": {400, 403, 404}, "cloudrx": {400, 404}, "caryrx": {404}}
"""What an id of another's is answered with: as if it were nobody's. RxScale refuses a key of its other API with 403, and a
shop's question without prescriptions with 400, before it looks at what is asked for (RXS-6, RXS-68)."""


def sent(key: str, suffix: str = "") -> Headers:
    name, _, value = key.partition(": ")
    return {name: value + suffix}


def first_key(slug: str) -> Headers:
    return sent(KEYS[slug][0])


@pytest.fixture
def peers(client: Client) -> Client:
    """A server with two sandboxes of different seeds."""
    for id, seed in (("ours", 11), ("theirs", 22)):
        assert client.post("/_mock/sandboxes", {"id": id, "seed": seed}).status_code == 201
    return client


def world(client: Client, sandbox: str) -> object:
    return client.get(f"/_mock/sandboxes/{sandbox}/snapshot").json()["records"]


def hold_apart(client: Client, vendor: Vendor, us: Party, ids: Ids, statuses: set[int]) -> None:
    """Hold that none of the other party's records is shown or changed, whatever we call."""
    before = world(client, us.sandbox)
    for reach in reaches(vendor, ids):
        answer = client.request(reach.method, f"/s/{us.sandbox}{reach.path}", json=reach.body, headers=us.headers)

        assert SECRET.lower() not in answer.text.lower(), reach
        if reach.names_it:
            assert answer.status_code in statuses, (reach, answer.text)
        if answer.status_code == 404 and answer.content:
            vendor.error_model.model_validate(answer.json())
    assert world(client, us.sandbox) == before


@EVERY_KEY
def test_ids_of_another_sandbox_lead_nowhere(peers: Client, slug: str, key: str) -> None:
    ids = FILL[slug](peers, Party("theirs", first_key(slug)))
    before = world(peers, "theirs")

    hold_apart(peers, VENDORS[slug], Party("ours", sent(key)), ids, REFUSED[slug])

    assert world(peers, "theirs") == before


@EVERY_KEY
def test_credentials_of_another_sandbox_open_nothing(peers: Client, slug: str, key: str) -> None:
    ids = FILL[slug](peers, Party("theirs", first_key(slug)))

    for sandbox, suffix in (("ours", "--theirs"), ("theirs", "--ours")):
        hold_apart(peers, VENDORS[slug], Party(sandbox, sent(key, suffix)), ids, {401})


def test_a_signed_token_of_another_sandbox_opens_nothing(peers: Client) -> None:
    ids = FILL["cloudrx"](peers, Party("theirs", first_key("cloudrx")))
    form = b"grant_type=client_credentials&client_id=cloudrx-test-client&client_secret=cloudrx-test-secret"
    media = {"Content-Type": "application/x-www-form-urlencoded"}
    token = peers.post("/s/ours/cloudrx/connect/token", content=form, headers=media).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}

    for reach in reaches(VENDORS["cloudrx"], ids):
        assert peers.request(reach.method, f"/s/theirs{reach.path}", headers=bearer).status_code == 401


@EVERY_KEY
def test_the_same_calls_reach_the_records_where_they_are(peers: Client, slug: str, key: str) -> None:
    ids = FILL[slug](peers, Party("theirs", first_key(slug)))

    answers = [
        (reach, peers.request(reach.method, f"/s/theirs{reach.path}", json=reach.body, headers=sent(key)))
        for reach in reaches(VENDORS[slug], ids)
    ]

    assert any(SECRET in answer.text or "px-peer" in answer.text for _, answer in answers)
    if key == KEYS[slug][0]:
        # As a shop a pharmacy may not ask, and what is deleted under one spelling of its address is gone under the other.
        named = {answer.status_code for reach, answer in answers if reach.names_it and reach.method != "DELETE"}
        assert {status for status in named if status >= 400} <= {403}


ACCOUNTS = """
fixtures:
  nimbus: {credentials: [{key: their-key, tenant: theirs}]}
  rxscale: {credentials: [{key: their-key, pharmacy: pharmacy-uid}]}
  cloudrx: {credentials: [{id: their-token, client: cloudrx-other-client}]}
"""
THEIR_KEYS: dict[str, Headers] = {
    "nimbus": {"X-API-Key": "their-key"},
    "rxscale": {"X-API-Key": "their-key"},
    "cloudrx": {"Authorization": "Bearer their-token"},
    "caryrx": {"apikey": "caryrx-live-like-key"},
}


@EVERY_KEY
def test_ids_of_another_account_of_the_same_sandbox_lead_nowhere(play: Callable[[str], Client], slug: str, key: str) -> None:
    client = play(ACCOUNTS)
    account = {"rxscale": "pharmacy-uid", "cloudrx": "cl9999"}.get(slug, "")
    ids = FILL[slug](client, Party("default", THEIR_KEYS[slug], account))

    hold_apart(client, VENDORS[slug], Party("default", sent(key)), ids, REFUSED[slug])
