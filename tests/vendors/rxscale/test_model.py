"""A model of RxScale in plain dictionaries, driven at random beside the server: whatever happens, the two agree.

The rules are written out here a second time, from the vendor's pages and not from the code.
"""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from mock_server.app import build_app
from mock_server.settings import Settings
from tests.clients import Client
from tests.vendors.rxscale.calls import CONTROL, LINK, ORDERS, PHARMACY, SHOP, STATUSES, complete, set_status

SETTABLE = ("waiting for pharmacy", "pending review", "on-hold", "in-progress", "ready_for_pickup", "cancelled")
MOVES = {
    "queue": "waiting for pharmacy",
    "review": "pending review",
    "hold": "on-hold",
    "prepare": "in-progress",
    "make_ready": "ready_for_pickup",
    "cancel": "cancelled",
    "complete": "completed",
}
CLOSED = ("completed", "cancelled")
START = {
    "po-abc123": "waiting for pharmacy",
    "po-def": "in-progress",
    "po-201": "init",
    "po-203": "on-hold",
    "po-204": "ready_for_pickup",
    "po-206-a": "waiting for pharmacy",
}
SOLD = {
    "po-abc123": ("psku-456", 1),
    "po-def": ("psku-789", 2),
    "po-201": ("psku-456", 1),
    "po-203": ("psku-456", 1),
    "po-204": ("psku-456", 2),
    "po-206-a": ("psku-789", 1),
}
PRESCRIPTIONS = {"po-abc123": "px-ghi789", "po-def": "px-def456", "po-203": "px-203", "po-204": "px-204"}
PAID = ("po-abc123", "po-def", "po-204", "po-206-a")
UIDS = st.sampled_from(sorted(START))
COMMENTS = st.sampled_from([None, "", "  ", "why"])


class RxScaleMachine(RuleBasedStateMachine):
    snapshots = Bundle("snapshots")

    def __init__(self) -> None:
        super().__init__()
        self.client = Client(build_app(Settings(egress="team")))
        self.start()

    def teardown(self) -> None:
        self.client.__exit__(None, None, None)

    def start(self) -> None:
        self.status = dict(START)
        self.versions = dict.fromkeys(START, 1)
        self.stock = {"psku-456": 25, "psku-789": 40}
        self.tracking: dict[str, str | None] = {}
        self.threads = 1

    def saved(self) -> dict[str, Any]:
        return {
            "status": dict(self.status),
            "versions": dict(self.versions),
            "stock": dict(self.stock),
            "tracking": dict(self.tracking),
            "threads": self.threads,
        }

    def changed(self, uid: str, status: str) -> None:
        self.status[uid] = status
        self.versions[uid] += 1
        if status == "on-hold":
            self.threads += 1
        if status == "completed":
            article, amount = SOLD[uid]
            self.stock[article] = max(0, self.stock[article] - amount)

    @rule(uid=UIDS, status=st.sampled_from([*SETTABLE, "completed", "init", "On-Hold"]), comment=COMMENTS)
    def set_status(self, uid: str, status: str, comment: str | None) -> None:
        answer = set_status(self.client, uid, status, comment=comment)
        before = self.status[uid]
        needs_comment = status == "on-hold" != before
        if status not in SETTABLE or (needs_comment and not (comment or "").strip()):
            assert answer.status_code == 400
        elif status == before:
            assert (answer.status_code, answer.json()["status"]) == (200, status)
        elif before in CLOSED:
            assert answer.json() == {"error": {"status": [f"Order is already {before}"]}}
        else:
            assert (answer.status_code, answer.json()["status"]) == (200, status)
            self.changed(uid, status)

    @rule(uid=UIDS, carrier=st.sampled_from([None, "DHL", "GLS"]))
    def complete(self, uid: str, carrier: str | None) -> None:
        links = [] if carrier is None else [LINK | {"carrier": carrier}]
        answer = complete(self.client, uid, *links)
        before = self.status[uid]
        if carrier == "GLS" or before == "cancelled" or (before == "completed" and links):
            assert answer.status_code == 400
            assert answer.json()["pharmacy"]["uid"] == "ph-xyz"
        else:
            assert (answer.status_code, answer.json()["status"]) == (200, "completed")
            if before != "completed":
                self.changed(uid, "completed")
                self.tracking[uid] = LINK["tracking_link"] if links else None

    @rule(uid=UIDS, do=st.sampled_from([*MOVES, "ship"]))
    def move(self, uid: str, do: str) -> None:
        given = {"comment": "why"} if do == "hold" else {}
        answer = self.client.post(f"{CONTROL}/records/rxscale/pharmacy_order/{uid}/moves", {"do": do, "with": given})
        if do not in MOVES:
            assert answer.status_code == 422
        elif self.status[uid] in CLOSED or self.status[uid] == MOVES[do]:
            assert answer.status_code == 409
        else:
            assert answer.status_code == 200
            self.changed(uid, MOVES[do])
            if do == "complete":
                self.tracking[uid] = None

    @rule(article=st.sampled_from(["psku-456", "psku-789"]), stock=st.integers(0, 3))
    def set_stock(self, article: str, stock: int) -> None:
        path = f"/rxscale/v1/external_pharmacy_api/pharmacy_skus/{article}/stock"
        answer = self.client.request("PATCH", path, json={"stock": stock}, headers=PHARMACY)
        assert (answer.status_code, answer.json()["stock"]) == (200, stock)
        self.stock[article] = stock

    @rule(uid=st.sampled_from(sorted(PRESCRIPTIONS)))
    def ask_as_the_shop(self, uid: str) -> None:
        (row,) = self.client.get(f"{STATUSES}?prescription_uids={PRESCRIPTIONS[uid]}", SHOP).json()["data"]
        status = self.status[uid]
        assert row["order_status"] == (status if status in CLOSED else "processing")
        assert row["fulfillment_status"] == ("fulfilled" if status == "completed" else "unfulfilled")
        assert (row["fulfilled_at"] is not None) == (status == "completed")
        assert row["tracking_url"] == (self.tracking.get(uid) if status == "completed" else None)

    @rule(uid=UIDS)
    def read(self, uid: str) -> None:
        shown = self.client.get(f"{ORDERS}/{uid}", PHARMACY).json()
        assert shown["status"] == self.status[uid]
        wanted = {"completed": ["routed"], "cancelled": []}.get(self.status[uid], ["projected"]) if uid in PAID else []
        assert [row["status"] for row in shown["payouts"]] == wanted

    @rule()
    def reset(self) -> None:
        assert self.client.post(f"{CONTROL}/reset", {}).status_code == 200
        self.start()

    @precondition(lambda self: self.status != START)
    @rule(target=snapshots)
    def take_snapshot(self) -> tuple[dict[str, Any], dict[str, Any]]:
        document: dict[str, Any] = self.client.get(f"{CONTROL}/snapshot").json()
        return document, self.saved()

    @rule(taken=consumes(snapshots))
    def restore(self, taken: tuple[dict[str, Any], dict[str, Any]]) -> None:
        document, saved = taken
        assert self.client.post(f"{CONTROL}/restore", document).status_code == 200
        self.status, self.versions, self.stock = saved["status"], saved["versions"], saved["stock"]
        self.tracking, self.threads = saved["tracking"], saved["threads"]

    @invariant()
    def the_two_agree(self) -> None:
        records = self.client.get(f"{CONTROL}/snapshot").json()["records"]
        orders = {record["id"]: record for record in records["rxscale.pharmacy_order"] if record["id"] in START}
        assert {id: record["status"] for id, record in orders.items()} == self.status
        assert {id: len(record["history"]) for id, record in orders.items()} == self.versions
        stock = {record["id"]: record["content"]["stock"] for record in records["rxscale.pharmacy_sku"]}
        assert {article: stock[article] for article in self.stock} == self.stock
        assert len(records["rxscale.issue_thread"]) == self.threads


TestRxScaleMachine = RxScaleMachine.TestCase
TestRxScaleMachine.settings = settings(max_examples=12, stateful_step_count=25, deadline=None, derandomize=True, database=None)
