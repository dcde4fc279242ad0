"""A model of Nimbus in plain dictionaries, driven at random beside the server: whatever happens, the two agree.

The transitions are written out here a second time, from the vendor's page and not from the code.
"""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from mock_server.app import build_app
from mock_server.settings import Settings
from tests.clients import Client
from tests.vendors.nimbus.orders import KEY, ORDER, REFILL, order_with

ORDER_MOVES = {
    ("pending", "process"): "processing",
    ("processing", "ship"): "shipped",
    ("shipped", "deliver"): "delivered",
    ("pending", "cancel"): "cancelled",
    ("processing", "cancel"): "cancelled",
}
REFILL_MOVES = {
    ("pending", "approve"): "approved",
    ("approved", "process"): "processing",
    ("processing", "ship"): "shipped",
    ("pending", "cancel"): "cancelled",
}
MOVES = st.sampled_from(["process", "ship", "deliver", "cancel", "approve"])
CONTROL = "/_mock/sandboxes/default"


class NimbusMachine(RuleBasedStateMachine):
    orders = Bundle("orders")
    refills = Bundle("refills")
    snapshots = Bundle("snapshots")

    def __init__(self) -> None:
        super().__init__()
        self.client = Client(build_app(Settings(egress="team")))
        self.start()

    def teardown(self) -> None:
        self.client.__exit__(None, None, None)

    def start(self) -> None:
        self.status: dict[str, str] = {"ord_abc123xyz": "processing", "ord_1234567890": "processing"}
        self.versions: dict[str, int] = dict.fromkeys(self.status, 1)
        self.keys: dict[str, tuple[str, bytes]] = {}
        self.seconds = 0

    def saved(self) -> dict[str, Any]:
        return {"status": dict(self.status), "versions": dict(self.versions), "keys": dict(self.keys), "seconds": self.seconds}

    @rule(target=orders, note=st.sampled_from(["a", "b"]), key=st.sampled_from([None, "k1", "k2", "k3"]))
    def create_order(self, note: str, key: str | None) -> str:
        headers = KEY if key is None else KEY | {"Idempotency-Key": key}
        answer = self.client.post("/nimbus/orders", order_with(notes=note), headers=headers)
        if key in self.keys:
            body, first = self.keys[key]
            if body != note:
                assert answer.status_code == 409
                return "ord_abc123xyz"
            assert (answer.status_code, answer.content) == (201, first)
            return str(answer.json()["id"])
        assert answer.status_code == 201
        id = str(answer.json()["id"])
        assert id not in self.status
        self.status[id], self.versions[id] = "pending", 1
        if key is not None:
            self.keys[key] = (note, answer.content)
        return id

    @rule(target=refills)
    def create_refill(self) -> str:
        id = str(self.client.post("/nimbus/refills", REFILL, headers=KEY).json()["id"])
        self.status[id], self.versions[id] = "pending", 1
        return id

    @rule(body=st.sampled_from([{}, ORDER | {"patientId": "?"}, ORDER | {"patientId": "pat_notfound"}, []]))
    def create_nothing(self, body: object) -> None:
        assert self.client.post("/nimbus/orders", body, headers=KEY).status_code in (400, 422)

    @rule(event=st.sampled_from([None, "order.created", "refill.ready", "order.cancelled"]))
    def send_test_webhook(self, event: str | None) -> None:
        answer = self.client.post("/nimbus/webhooks/test", {"eventType": event}, headers=KEY)
        assert answer.status_code == (400 if event == "order.cancelled" else 200)

    @rule(id=orders, do=MOVES)
    def move_order(self, id: str, do: str) -> None:
        self.move("order", id, do, ORDER_MOVES)

    @rule(id=refills, do=MOVES)
    def move_refill(self, id: str, do: str) -> None:
        self.move("refill", id, do, REFILL_MOVES)

    def move(self, kind: str, id: str, do: str, moves: dict[tuple[str, str], str]) -> None:
        answer = self.client.post(f"{CONTROL}/records/nimbus/{kind}/{id}/moves", {"do": do})
        if id not in self.status:
            assert answer.status_code == 404
        elif all(do != known for _, known in moves):
            assert answer.status_code == 422
        elif (self.status[id], do) in moves:
            assert answer.status_code == 200
            self.status[id] = moves[self.status[id], do]
            self.versions[id] += 1
        else:
            assert answer.status_code == 409

    @rule(id=orders)
    def read_order(self, id: str) -> None:
        answer = self.client.get(f"/nimbus/orders/{id}", headers=KEY)
        if id in self.status:
            order = answer.json()
            assert order["status"] == self.status[id]
            if id != "ord_abc123xyz":  # which the vendor prints with a number before it is shipped
                was_shipped = order["status"] in ("shipped", "delivered")
                assert ("trackingNumber" in order) == ("estimatedDeliveryDate" in order) == was_shipped
        else:
            assert answer.status_code == 404

    @rule(seconds=st.integers(0, 400_000))
    def advance(self, seconds: int) -> None:
        assert self.client.post(f"{CONTROL}/clock", {"advance": f"{seconds}s"}).status_code == 200
        self.seconds += seconds

    @rule()
    def reset(self) -> None:
        assert self.client.post(f"{CONTROL}/reset", {}).status_code == 200
        self.start()

    @precondition(lambda self: len(self.status) > 2)
    @rule(target=snapshots)
    def take_snapshot(self) -> tuple[dict[str, Any], dict[str, Any]]:
        document: dict[str, Any] = self.client.get(f"{CONTROL}/snapshot").json()
        return document, self.saved()

    @rule(taken=consumes(snapshots))
    def restore(self, taken: tuple[dict[str, Any], dict[str, Any]]) -> None:
        document, saved = taken
        assert self.client.post(f"{CONTROL}/restore", document).status_code == 200
        self.status, self.versions, self.keys = saved["status"], saved["versions"], saved["keys"]
        self.seconds = saved["seconds"]

    @invariant()
    def the_two_agree(self) -> None:
        document = self.client.get(f"{CONTROL}/snapshot").json()
        records = {record["id"]: record for kind in ("nimbus.order", "nimbus.refill") for record in document["records"][kind]}
        assert {id: record["status"] for id, record in records.items()} == self.status
        assert {id: len(record["history"]) for id, record in records.items()} == self.versions
        assert len(document["keys"]) == len(self.keys)


TestNimbusMachine = NimbusMachine.TestCase
TestNimbusMachine.settings = settings(max_examples=12, stateful_step_count=25, deadline=None, derandomize=True, database=None)
