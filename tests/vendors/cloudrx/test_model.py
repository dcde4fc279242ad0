"""A model of CloudRx in plain dictionaries, driven at random beside the server: whatever happens, the two agree.

The transitions are written out here a second time, from the facts and not from the code.
"""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from mock_server.app import build_app
from tests.clients import Client
from tests.vendors.cloudrx.calls import API, CONTROL, TOKEN, create, fetch_token, order_with
from tests.vendors.cloudrx.messages import RDE

WAITING, FAILED, CHECK = "Waiting Payment Success", "Payment Failed", "Waiting Clinical Check"
PHARMACY, DISPATCHED, PROCESSED, CANCELLED = (
    "Prescription at Pharmacy",
    "Prescription Dispatched",
    "Prescription Processed",
    "Cancelled",
)
MOVES = {
    (WAITING, "fail_payment"): FAILED,
    (WAITING, "pay"): CHECK,
    (FAILED, "pay"): CHECK,
    (FAILED, "await_payment"): WAITING,
    (CHECK, "approve"): PHARMACY,
    (PHARMACY, "dispatch"): DISPATCHED,
    (DISPATCHED, "process"): PROCESSED,
    **{(status, "cancel"): CANCELLED for status in (WAITING, FAILED, CHECK, PHARMACY)},
}


class CloudRxMachine(RuleBasedStateMachine):
    orders = Bundle("orders")
    tokens = Bundle("tokens")
    snapshots = Bundle("snapshots")

    def __init__(self) -> None:
        super().__init__()
        self.client = Client(build_app())
        self.start()

    def teardown(self) -> None:
        self.client.__exit__(None, None, None)

    def start(self) -> None:
        self.status = {"1": DISPATCHED, "404": CHECK}
        self.references = {"abc1234"}
        self.next = 2
        self.seconds = 0

    def made(self, code: int, answer: dict[str, Any], reference: str, status: str) -> str:
        if reference in self.references:
            assert code == 400
            return "1"
        assert (code, answer) == (200, {"orderId": self.next})
        self.references.add(reference)
        self.status[str(self.next)] = status
        self.next += 1
        return str(self.next - 1)

    @rule(
        target=orders,
        reference=st.sampled_from(["a", "b", "c", "abc1234"]),
        payment=st.sampled_from(["Account", "Patient"]),
        kind=st.sampled_from(["create", "create-with-clinic"]),
    )
    def create(self, reference: str, payment: str, kind: str) -> str:
        order = order_with(prescription__clinicOrderId=reference, prescription__paymentType=payment)
        answer = create(self.client, order, kind)
        return self.made(answer.status_code, answer.json(), reference, CHECK if payment == "Account" else WAITING)

    @rule(target=orders, reference=st.sampled_from(["a", "d"]))
    def create_from_message(self, reference: str) -> str:
        sent = RDE.replace("order-0001", reference).encode()
        answer = self.client.request("PUT", f"{API}/Order/create-with-hl7message", content=sent, headers=TOKEN)
        return self.made(answer.status_code, answer.json(), reference, CHECK)

    @rule(change=st.sampled_from(["customer", "prescription__courierCode", "deliveryAddress__countryCode"]))
    def create_nothing(self, change: str) -> None:
        assert create(self.client, order_with(**{change: "?"})).status_code == 400

    @rule(id=orders, do=st.sampled_from(sorted({do for _, do in MOVES})))
    def move(self, id: str, do: str) -> None:
        answer = self.client.post(f"{CONTROL}/records/cloudrx/order/{id}/moves", {"do": do})
        if id not in self.status:
            assert answer.status_code == 404
        elif (self.status[id], do) in MOVES:
            assert answer.status_code == 200
            self.status[id] = MOVES[self.status[id], do]
        else:
            assert answer.status_code == 409

    @rule(id=orders)
    def cancel(self, id: str) -> None:
        answer = self.client.post(f"{API}/Order/cancel?orderId={id}&clinicCode=cl1234", headers=TOKEN)
        after = MOVES.get((self.status.get(id, ""), "cancel"))
        assert answer.status_code == (400 if after is None else 200)
        if after is not None:
            self.status[id] = after

    @rule(id=orders)
    def read(self, id: str) -> None:
        answer = self.client.get(f"{API}/Order/status?orderId={id}", TOKEN)
        if id not in self.status:
            assert answer.status_code == 400
            return
        shown = answer.json()
        assert (shown["pharmacyOrderId"], shown["orderStatus"]) == (id, self.status[id])
        was_dispatched = self.status[id] in (DISPATCHED, PROCESSED)
        assert (shown["dispatchDate"] is not None) == (shown["trackingId"] is not None) == was_dispatched

    @rule(target=tokens)
    def fetch(self) -> tuple[str, int]:
        return str(fetch_token(self.client).json()["access_token"]), self.seconds

    @rule(token=tokens)
    def use(self, token: tuple[str, int]) -> None:
        answer = self.client.get(f"{API}/Order/status?orderId=1", {"Authorization": f"Bearer {token[0]}"})
        assert answer.status_code == (200 if token[1] <= self.seconds < token[1] + 3600 else 401)

    @rule(seconds=st.integers(0, 4000))
    def advance(self, seconds: int) -> None:
        assert self.client.post(f"{CONTROL}/clock", {"advance": f"{seconds}s"}).status_code == 200
        self.seconds += seconds

    @rule()
    def reset(self) -> None:
        assert self.client.post(f"{CONTROL}/reset", {}).status_code == 200
        self.start()

    @rule(target=snapshots)
    def take_snapshot(self) -> tuple[dict[str, Any], dict[str, Any]]:
        document: dict[str, Any] = self.client.get(f"{CONTROL}/snapshot").json()
        saved = {
            "status": dict(self.status),
            "references": set(self.references),
            "next": self.next,
            "seconds": self.seconds,
        }
        return document, saved

    @rule(taken=consumes(snapshots))
    def restore(self, taken: tuple[dict[str, Any], dict[str, Any]]) -> None:
        document, saved = taken
        assert self.client.post(f"{CONTROL}/restore", document).status_code == 200
        self.status, self.references = saved["status"], saved["references"]
        self.next, self.seconds = saved["next"], saved["seconds"]

    @invariant()
    def the_two_agree(self) -> None:
        records = self.client.get(f"{CONTROL}/snapshot").json()["records"]["cloudrx.order"]
        assert {record["id"]: record["status"] for record in records} == self.status


TestCloudRxMachine = CloudRxMachine.TestCase
TestCloudRxMachine.settings = settings(max_examples=12, stateful_step_count=25, deadline=None, derandomize=True, database=None)
