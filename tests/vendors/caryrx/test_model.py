"""A model of CaryRx in plain dictionaries, driven at random beside the server: whatever happens, the two agree.

The transitions are written out here a second time, from the vendor's page and not from the code.
"""

from copy import deepcopy
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from mock_server.app import build_app
from mock_server.settings import Settings
from mock_server.vendors.caryrx.routes import samples
from mock_server.vendors.caryrx.webhooks import TEST_COUNTER
from tests.clients import Client
from tests.vendors.caryrx.calls import API, CONTROL, KEY, LIVE_LIKE, RECORDS, Json, changed

PENDING, VERIFIED, READY, SHIPPED, DELIVERED, FAILED = (
    "pending",
    "verified",
    "ready_to_fill",
    "shipped",
    "delivered",
    "delivery_failed",
)
PRESCRIPTION_MOVES = {(PENDING, "verify"): VERIFIED, (PENDING, "reject"): "rejected"}
ORDER_MOVES = {
    (PENDING, "make_ready"): READY,
    (READY, "ship"): SHIPPED,
    (SHIPPED, "deliver"): DELIVERED,
    (SHIPPED, "fail_delivery"): FAILED,
}
MOVES = st.sampled_from(["verify", "reject", "make_ready", "ship", "deliver", "fail_delivery"])
KEYS = st.sampled_from([KEY, LIVE_LIKE])
SAMPLE_RX = {"x1yx8vbbcf": PENDING, "i7mmszsi84": PENDING, "uccmdxbo8y": VERIFIED}
SAMPLE_ORDERS = dict.fromkeys(["l1arhug55v", "ufhos4prei", "mu0cu5dv3f", "wbbubgc6s5"], PENDING)
SAMPLE_PATIENT = "wuyhosgwuc"


def account_of(key: dict[str, str]) -> str:
    return "caryrx-test" if key == KEY else "caryrx-live-like"


class CaryRxMachine(RuleBasedStateMachine):
    patients = Bundle("patients")
    locations = Bundle("locations")
    prescriptions = Bundle("prescriptions")
    orders = Bundle("orders")
    snapshots = Bundle("snapshots")

    def __init__(self) -> None:
        super().__init__()
        self.client = Client(build_app(Settings(egress="team")))
        self.start()

    def teardown(self) -> None:
        self.client.__exit__(None, None, None)

    def start(self) -> None:
        self.model: Json = {
            "owner": dict.fromkeys([SAMPLE_PATIENT, "2zgoxnmqjy", *SAMPLE_RX, *SAMPLE_ORDERS], ""),
            "patient": dict.fromkeys(["2zgoxnmqjy", *SAMPLE_RX, *SAMPLE_ORDERS], SAMPLE_PATIENT),
            "prescription": dict(SAMPLE_RX),
            "order": dict(SAMPLE_ORDERS),
            "urls": {},
            "due": 0,
        }

    def sees(self, key: dict[str, str], id: str) -> bool:
        return self.model["owner"].get(id) in ("", account_of(key))

    def keep(self, key: dict[str, str], id: str, patient: str | None = None) -> str:
        assert id not in self.model["owner"]
        self.model["owner"][id] = account_of(key)
        if patient is not None:
            self.model["patient"][id] = patient
        return id

    def post(self, path: str, body: Json, key: dict[str, str]) -> Any:  # noqa: ANN401  # httpx's answer
        return self.client.post(f"{API}/{path}", body, headers=key)

    @rule(target=patients, key=KEYS)
    def create_patient(self, key: dict[str, str]) -> str:
        return self.keep(key, self.post("patients", samples.NEW_PATIENT, key).json()["id"])

    @rule(target=locations, key=KEYS, patient=patients | st.just(SAMPLE_PATIENT))
    def create_location(self, key: dict[str, str], patient: str) -> str:
        body = changed(samples.NEW_LOCATION, patientId=...)
        answer = self.post(f"patients/{patient}/location", body, key)
        if not self.sees(key, patient):
            assert answer.status_code == 404
            return "2zgoxnmqjy"
        return self.keep(key, answer.json()["id"], patient)

    @rule(target=prescriptions, key=KEYS, patient=patients | st.just(SAMPLE_PATIENT))
    def create_prescription(self, key: dict[str, str], patient: str) -> str:
        answer = self.post("prescriptions", samples.NEW_PRESCRIPTION | {"patientId": patient}, key)
        if key == LIVE_LIKE or not self.sees(key, patient):
            assert answer.status_code == (403 if key == LIVE_LIKE else 400)
            return "uccmdxbo8y"
        id = self.keep(key, answer.json()["id"], patient)
        self.model["prescription"][id] = PENDING
        return id

    @rule(target=prescriptions, patient=patients | st.just(SAMPLE_PATIENT), status=st.sampled_from([PENDING, VERIFIED]))
    def receive_prescription(self, patient: str, status: str) -> str:
        answer = self.client.post(f"{RECORDS}/prescription", {"patientId": patient, "status": status})
        if patient not in self.model["owner"]:
            assert answer.status_code == 422
            return "uccmdxbo8y"
        id = str(answer.json()["id"])
        self.model["owner"][id], self.model["patient"][id] = self.model["owner"][patient], patient
        self.model["prescription"][id] = status
        return id

    @rule(
        target=orders,
        key=KEYS,
        patient=patients | st.just(SAMPLE_PATIENT),
        location=locations | st.just("2zgoxnmqjy"),
        prescription=prescriptions | st.sampled_from(sorted(SAMPLE_RX)),
    )
    def create_order(self, key: dict[str, str], patient: str, location: str, prescription: str) -> str:
        named = {"patient_id": patient, "patient_location_id": location, "prescriptions": [{"id": prescription}]}
        answer = self.post("orders", samples.NEW_ORDER | named, key)
        owners = {id: self.model["patient"].get(id, "?") for id in (location, prescription)}
        for field, id in (("patient_id", patient), ("patient_location_id", location), ("prescriptions", prescription)):
            if not self.sees(key, id) or owners.get(id, patient) != patient:
                assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
                return "mu0cu5dv3f"
        id = self.keep(key, answer.json()["id"], patient)
        self.model["order"][id] = PENDING
        return id

    @rule(key=KEYS, stream=st.sampled_from(["prescriptions", "orders"]), url=st.sampled_from(["a", "b", "c"]))
    def register(self, key: dict[str, str], stream: str, url: str) -> None:
        address = f"https://{url}.example/hooks"
        assert self.post(f"{stream}/events", {"callbackUrl": address}, key).json()["id"] == "test_object"
        known = self.model["urls"].setdefault(f"{account_of(key)} {stream[:-1]}", [])
        self.model["due"] += address not in known
        if address in known:
            known.remove(address)
        known.append(address)

    @rule(id=prescriptions, do=MOVES)
    def move_prescription(self, id: str, do: str) -> None:
        self.move("prescription", id, do, PRESCRIPTION_MOVES)

    @rule(id=orders, do=MOVES)
    def move_order(self, id: str, do: str) -> None:
        self.move("order", id, do, ORDER_MOVES)

    def move(self, kind: str, id: str, do: str, moves: dict[tuple[str, str], str]) -> None:
        status = self.model[kind].get(id)
        answer = self.client.post(f"{RECORDS}/{kind}/{id}/moves", {"do": do})
        if status is None:
            assert answer.status_code == 404
        elif all(do != known for _, known in moves):
            assert answer.status_code == 422
        else:
            after = moves.get((status, do))
            assert answer.status_code == (409 if after is None else 200)
            self.model[kind][id] = after or status

    @rule(key=KEYS, id=orders | st.sampled_from(sorted(SAMPLE_ORDERS)))
    def read_order(self, key: dict[str, str], id: str) -> None:
        answer = self.client.get(f"{API}/orders/{id}", key)
        if not self.sees(key, id):
            assert answer.status_code == 404
            return
        shown = answer.json()
        assert shown["order_status"] == self.model["order"][id]
        is_under_way = shown["order_status"] in (SHIPPED, DELIVERED, FAILED)
        assert (shown["shipment_tracking_url"] is not None) == (shown["shipment_tracking_eta"] is not None) == is_under_way

    @rule(key=KEYS, id=prescriptions | st.sampled_from(sorted(SAMPLE_RX)))
    def read_prescription(self, key: dict[str, str], id: str) -> None:
        answer = self.client.get(f"{API}/prescriptions/{id}", key)
        if not self.sees(key, id):
            assert answer.status_code == 404
            return
        shown = answer.json()
        assert shown["status"] == self.model["prescription"][id]
        assert (shown["rx_number"] is not None) == (shown["status"] == VERIFIED)

    @rule(key=KEYS, id=patients | st.just(SAMPLE_PATIENT))
    def read_patient(self, key: dict[str, str], id: str) -> None:
        answer = self.client.get(f"{API}/patients/{id}", key)
        if not self.sees(key, id):
            assert answer.status_code == 404
            return
        shown = answer.json()
        for kind in ("prescription", "order"):
            own = {each for each in self.model[kind] if self.model["patient"][each] == id and self.sees(key, each)}
            assert {each["id"] for each in shown[f"{kind}s"]} == own

    @rule()
    def reset(self) -> None:
        assert self.client.post(f"{CONTROL}/reset", {}).status_code == 200
        self.start()

    @rule(target=snapshots)
    def take_snapshot(self) -> tuple[Json, Json]:
        return self.client.get(f"{CONTROL}/snapshot").json(), deepcopy(self.model)

    @rule(taken=consumes(snapshots))
    def restore(self, taken: tuple[Json, Json]) -> None:
        document, model = taken
        assert self.client.post(f"{CONTROL}/restore", document).status_code == 200
        self.model = model

    @invariant()
    def the_two_agree(self) -> None:
        document = self.client.get(f"{CONTROL}/snapshot").json()
        for kind in ("prescription", "order"):
            kept = {record["id"]: record["status"] for record in document["records"][f"caryrx.{kind}"]}
            assert kept == self.model[kind]
        for kind in ("patient", "location", "prescription", "order"):
            for record in document["records"][f"caryrx.{kind}"]:
                assert record["owner"] == self.model["owner"][record["id"]]
        registered = {
            f"{record['owner']} {record['content']['stream']}": record["content"]["callback_url"]
            for record in document["records"]["caryrx.registration"]
        }
        assert registered == {line: urls[-1] for line, urls in self.model["urls"].items()}
        assert document["counters"].get(TEST_COUNTER, 0) == self.model["due"]


TestCaryRxMachine = CaryRxMachine.TestCase
TestCaryRxMachine.settings = settings(max_examples=12, stateful_step_count=25, deadline=None, derandomize=True, database=None)
