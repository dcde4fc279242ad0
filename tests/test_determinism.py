"""The same scenario, seed and calls give the same bytes, in every process."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.clients import Client
from tests.vendors.nimbus.orders import KEY, ORDER, REFILL

ROOT = Path(__file__).parents[1]
CONTROL = "/_mock/sandboxes/default"

CALLS: list[tuple[str, str, object, dict[str, str]]] = [
    ("POST", "/nimbus/orders", ORDER, KEY | {"Idempotency-Key": "k"}),
    ("POST", "/nimbus/orders", ORDER, KEY | {"Idempotency-Key": "k"}),
    ("POST", "/nimbus/orders", ORDER | {"notes": "x"}, KEY | {"Idempotency-Key": "k"}),
    ("POST", "/nimbus/refills", REFILL, KEY),
    ("POST", "/nimbus/orders", {}, KEY),
    ("GET", "/nimbus/orders/ord_abc123xyz", None, KEY),
    ("GET", "/nimbus/nothing", None, {}),
    ("POST", "/nimbus/webhooks/test", {}, KEY),
    ("POST", f"{CONTROL}/records/nimbus/order/ord_abc123xyz/moves", {"do": "ship"}, {}),
    ("POST", f"{CONTROL}/clock", {"advance": "2d"}, {}),
    ("GET", "/nimbus/orders/ord_abc123xyz", None, KEY),
    ("GET", f"{CONTROL}/snapshot", None, {}),
    ("GET", f"{CONTROL}/orders", None, {}),
]


def run(client: Client) -> list[str]:
    """Everything that a client gets to see of the calls, the journal included."""
    seen = []
    for method, path, body, headers in CALLS:
        answer = client.request(method, path, json=body, headers=headers)
        seen.append(f"{answer.status_code} {sorted(answer.headers.items())} {answer.text}")
    last = client.get(f"{CONTROL}/journal").json()["last"]
    return seen + [client.get(f"{CONTROL}/journal/{n}").text for n in range(1, last + 1)]


def test_two_processes_with_different_hash_seeds_give_equal_bytes() -> None:
    script = (
        "import json\nfrom mock_server.app import build_app\nfrom tests.clients import Client\n"
        "from tests.test_determinism import run\nwith Client(build_app()) as client: print(json.dumps(run(client)))"
    )
    seen = []
    for hash_seed in ("1", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
        )
        seen.append(json.loads(done.stdout))

    assert len(seen[0]) > len(CALLS)
    assert seen[0] == seen[1]


def test_after_a_reset_the_same_calls_give_the_same_bytes(client: Client) -> None:
    first = run(client)

    client.post(f"{CONTROL}/reset", {})

    assert run(client) == first


def test_reading_twice_changes_nothing(client: Client) -> None:
    client.post("/nimbus/orders", ORDER, headers=KEY | {"Idempotency-Key": "k"})
    before = client.get(f"{CONTROL}/snapshot").text

    for path in _gets(client):
        for _ in range(2):
            assert client.get(path, headers=KEY).status_code < 500, path

    assert client.get(f"{CONTROL}/snapshot").text == before


def _gets(client: Client) -> list[str]:
    """Every GET that there is and that ends, with values in its path that lead somewhere."""
    values = {
        "sandbox": "default",
        "vendor": "nimbus",
        "kind": "order",
        "id": "ord_abc123xyz",
        "n": "1",
        "name": "nimbus",
        "problem": "illegal-move",
        "rule": "nimbus-unknown-patient",
        "delivery": "whd-1",
    }
    control = [
        path.format(**values)
        for path, methods in client.server.control_api.openapi()["paths"].items()
        if "get" in methods and not path.endswith("/stream")
    ]
    return [*control, "/nimbus/orders/ord_abc123xyz", "/nimbus/orders/none", "/nimbus/orders"]
