"""Rules while a sandbox runs: add, list, rest, remove."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients import Client
from tests.control.problems import problem
from tests.vendors.nimbus.orders import KEY

CONTROL = "/_mock/sandboxes/default"
RULES = f"{CONTROL}/rules"
SAMPLE = "/nimbus/orders/ord_abc123xyz"
DOWN = {"name": "down", "on": "nimbus.*", "fault": {"status": 503}}


def add(client: Client, **changes: object) -> dict[str, Any]:
    answer = client.post(RULES, DOWN | changes)
    assert answer.status_code == 201, answer.text
    added: dict[str, Any] = answer.json()
    return added


def read(client: Client) -> int:
    return client.get(SAMPLE, KEY).status_code


def test_a_rule_is_added_with_types_or_texts_and_told_as_it_is_written(client: Client) -> None:
    answer = client.post(RULES, DOWN | {"calls": 2, "chance": 0.5, "when": {"query.deep": {"present": True}}})

    assert answer.status_code == 201
    assert answer.headers["location"] == f"{RULES}/down"
    assert answer.json() == {
        "name": "down",
        "on": "nimbus.*",
        "about": "",
        "when": {"query.deep": {"present": "true"}},
        "calls": "2",
        "chance": "0.5",
        "lasts": None,
        "armed": "always",
        "reserved": False,
        "refuse": None,
        "respond": None,
        "fault": {"status": "503"},
        "do": None,
        "switch": None,
        "does": "status 503",
        "enabled": True,
        "armed_at": "2026-01-05T09:00:00Z",
        "matches": 0,
        "source": "added",
    }
    assert client.get(f"{RULES}/down").json() == answer.json()


def test_added_rules_come_first_the_newest_before_the_others(client: Client) -> None:
    add(client, name="older")
    add(client, name="newer", fault={"status": 502})

    names = [rule["name"] for rule in client.get(RULES).json()["rules"]]

    assert names[:3] == ["newer", "older", "nimbus-unknown-patient"]
    assert read(client) == 502


def test_what_the_scenario_brought_is_listed_in_the_order_in_which_it_is_tried(client: Client) -> None:
    rules = client.get(RULES).json()["rules"]

    assert rules[0]["name"] == "nimbus-unknown-patient"
    assert rules[0]["when"] == {"body.patientId": "pat_notfound"}
    assert rules[0]["refuse"]["error"] == "validation_error"
    assert (rules[0]["fault"], rules[0]["source"]) == (None, "scenario")


def test_a_fault_that_is_a_bare_word_is_listed_as_such(play: Callable[[str], Client]) -> None:
    client = play("rules: [{name: broken, on: nimbus.*, fault: reset}]\n")

    rule = client.get(f"{RULES}/broken").json()

    assert (rule["fault"], rule["does"]) == ("reset", "reset")


def test_a_rule_rests_and_holds_again_armed_and_counted_anew(client: Client) -> None:
    add(client, calls="1-2", lasts="1h")
    first = [read(client) for _ in range(3)]

    resting = client.request("PATCH", f"{RULES}/down", json={"enabled": False}).json()
    rested = read(client)
    client.post(f"{CONTROL}/clock", {"advance": "2h"})
    again = client.request("PATCH", f"{RULES}/down", json={"enabled": True}).json()

    assert (first, resting["enabled"], resting["matches"], rested) == ([503, 503, 200], False, 0, 200)
    assert (again["enabled"], again["armed_at"]) == (True, "2026-01-05T11:00:00Z")
    assert [read(client) for _ in range(3)] == [503, 503, 200]
    assert client.get(f"{RULES}/down").json()["matches"] == 3


def test_a_rule_of_the_scenario_rests_too_until_the_reset(client: Client) -> None:
    order = {"patientId": "pat_notfound", "prescriptionId": "rx_1"}
    client.request("PATCH", f"{RULES}/nimbus-unknown-patient-of-refill", json={"enabled": False})
    resting = client.post("/nimbus/refills", order, headers=KEY).json()["error"]["details"]
    client.post(f"{CONTROL}/reset", {})

    assert resting["field"] == "prescriptionId"
    assert client.post("/nimbus/refills", order, headers=KEY).json()["error"]["details"]["field"] == "patientId"


def test_a_rule_is_removed_and_those_of_the_scenario_come_back_with_the_reset(client: Client) -> None:
    add(client)
    for name in ("down", "nimbus-unknown-patient"):
        assert client.request("DELETE", f"{RULES}/{name}").status_code == 204

    problem(client.get(f"{RULES}/down"), "unknown-rule")
    assert read(client) == 200
    client.post(f"{CONTROL}/reset", {})
    assert client.get(f"{RULES}/nimbus-unknown-patient").status_code == 200
    problem(client.get(f"{RULES}/down"), "unknown-rule")


def test_a_name_that_was_removed_counts_anew(client: Client) -> None:
    add(client, calls=1)
    first = [read(client), read(client)]
    client.request("DELETE", f"{RULES}/down")
    add(client, calls=1)

    assert [*first, read(client), read(client)] == [503, 200, 503, 200]


def test_a_fork_has_the_rules_and_their_counts_and_goes_its_own_way(client: Client) -> None:
    add(client, calls="1-2")
    read(client)
    client.post(f"{CONTROL}/fork", {"id": "w2"})
    client.request("DELETE", f"{RULES}/down")

    assert [client.get(f"/s/w2{SAMPLE}", KEY).status_code for _ in range(2)] == [503, 200]
    assert read(client) == 200


def test_what_is_done_to_rules_stands_in_the_journal(client: Client) -> None:
    add(client)
    client.request("PATCH", f"{RULES}/down", json={"enabled": False})
    client.request("DELETE", f"{RULES}/down")

    commands = client.get(f"{CONTROL}/journal?kind=command").json()["entries"]

    assert [(each["do"], each.get("rule")) for each in commands[1:]] == [
        ("add rule", "down"),
        ("disable rule", "down"),
        ("remove rule", "down"),
    ]


@pytest.mark.parametrize(
    ("changes", "pointer", "says"),
    [
        ({"on": "nimbus.get_ordr"}, "/on", "there is no operation 'nimbus.get_ordr'; did you mean 'nimbus.get_order'?"),
        ({"fault": {"status": 200}}, "/fault/status", "expected a number of at least 400, found '200'"),
        ({"fault": "rest"}, "/fault", "there is no fault 'rest'; did you mean 'reset'?"),
        ({"clals": 1}, "/clals", "unknown key 'clals'; did you mean 'calls'?"),
        ({"calls": [1]}, "/calls", "expected a plain value, found a list"),
        ({"calls": None}, "/calls", "null is no value here; leave the member out, or write the text 'null' to ask for null"),
        ({"when": {"body.a/b": {"matches": "("}}}, "/when/body.a~1b/matches", "this is no pattern: unclosed group"),
        ({"reserved": "maybe"}, "/reserved", "expected true or false, found 'maybe'"),
        ({"refuse": {"error": "locked"}}, "",
         "a rule has exactly one of 'refuse', 'respond', 'fault', 'do', 'switch', found 'refuse' and 'fault'"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_says_why_by_its_member(
    client: Client, changes: dict[str, object], pointer: str, says: str
) -> None:
    body = problem(client.post(RULES, DOWN | changes), "invalid-request")

    assert body["errors"] == [{"pointer": pointer, "says": says}]
    assert [rule["source"] for rule in client.get(RULES).json()["rules"]].count("added") == 0


def test_a_name_is_taken_once(client: Client) -> None:
    add(client)

    problem(client.post(RULES, DOWN), "rule-exists")
    problem(client.post(RULES, DOWN | {"name": "nimbus-unknown-patient"}), "rule-exists")


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_rule_that_there_is_not_is_unknown(client: Client, method: str) -> None:
    json = {"enabled": True} if method == "PATCH" else None

    body = problem(client.request(method, f"{RULES}/nimbus-unknown-patent", json=json), "unknown-rule")

    assert "did you mean 'nimbus-unknown-patient'?" in body["detail"]


@pytest.mark.parametrize("body", [{}, {"enabled": "true"}, {"enabled": None}, {"enable": True}])
def test_only_true_and_false_say_whether_a_rule_holds(client: Client, body: object) -> None:
    problem(client.request("PATCH", f"{RULES}/nimbus-unknown-patient", json=body), "invalid-request")


def test_there_is_an_end_to_rules(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    count = len(client.get(RULES).json()["rules"])
    monkeypatch.setattr("mock_server.control.routes.rules.MOST_RULES", count + 1)
    add(client)

    problem(client.post(RULES, DOWN | {"name": "one-too-many"}), "store-full")


def test_a_snapshot_holds_how_the_rules_stand(client: Client) -> None:
    assert client.get(f"{CONTROL}/snapshot").json()["rules"] is None
    add(client, calls="1-2", when={"path.orderId": {"in": ["ord_abc123xyz", "x"]}})
    client.request("PATCH", f"{RULES}/nimbus-unknown-patient", json={"enabled": False})
    client.request("DELETE", f"{RULES}/nimbus-refill-too-early")
    read(client)
    before = client.get(RULES).json()
    snapshot = client.get(f"{CONTROL}/snapshot").json()
    client.post(f"{CONTROL}/reset", {})

    client.post(f"{CONTROL}/restore", snapshot)

    assert client.get(RULES).json() == before
    assert client.get(f"{CONTROL}/snapshot").json() == snapshot
    assert [read(client), read(client)] == [503, 200]
    client.post(f"{CONTROL}/reset", {})
    assert client.get(f"{CONTROL}/snapshot").json()["rules"] is None


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"rule": {"name": "x", "on": "x", "fault": "reset"}}, "/rules/0/rule: there is no operation 'x'"),
        ({"rule": {"name": "x"}}, "/rules/0/rule: "),
        ({"rule": {"name": "x", "on": "*", "fault": "reset"}}, "/rules/0/rule: it is not called 'nimbus-unknown-patient'"),
        ({"name": "nobody"}, "/rules/0/name: the scenario brings no rule 'nobody'"),
        ({"armed_at": "soon"}, "/rules/0/armed_at: 'soon' is no instant"),
        ({"enabled": "yes"}, "/rules/0/enabled: "),
    ],
)
def test_a_snapshot_with_rules_that_cannot_be_is_refused(client: Client, changes: dict[str, object], detail: str) -> None:
    snapshot = client.get(f"{CONTROL}/snapshot").json()
    state = {"name": "nimbus-unknown-patient", "armed_at": "2026-01-05T09:00:00Z", "enabled": True, "rule": None}

    twice = problem(client.post(f"{CONTROL}/restore", snapshot | {"rules": [state, state]}), "bad-snapshot")
    body = problem(client.post(f"{CONTROL}/restore", snapshot | {"rules": [state | changes]}), "bad-snapshot")

    assert "there are two rules" in twice["detail"]
    assert body["detail"].startswith(detail)
    assert client.get(f"{CONTROL}/snapshot").json() == snapshot
