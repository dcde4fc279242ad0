"""What is counted of what a sandbox meets, and that nothing of it is lost or counted twice."""

from mock_server.app import build_app
from mock_server.journal.tally import Answered, Tally, Told
from mock_server.sandboxes.memory import Memory
from mock_server.settings import Settings
from tests.clients import Client
from tests.coverage.conftest import KEY, ORDER, Place

CREATED: Answered = ("nimbus", "nimbus.create_order", 201, None, None)
COLLECTED: Told = ("nimbus", "order.created", "collected")


def met(client: Client, id: str) -> Tally:
    return dict(client.server.sandboxes.met()).get(id, Tally())


def tally(*answers: Answered) -> Tally:
    return Tally(dict.fromkeys(answers, 1))


def test_a_call_counts_with_its_change_its_news_and_the_switches_that_stood(client: Client, place: Place) -> None:
    place()

    found = met(client, "default")
    assert found.answers == {CREATED: 1}
    assert found.moves == {("nimbus.order", "create", None, "pending"): 1}
    assert found.news == {COLLECTED: 1}
    assert ("nimbus", "idempotency", "replay") in found.switches
    assert {vendor for vendor, *_ in found.switches} == {"nimbus"}


def test_a_sandbox_that_met_nothing_is_not_told_of(client: Client, sandboxes: list[str]) -> None:
    assert sandboxes == ["test-a", "test-b"]

    assert not dict(client.server.sandboxes.met())


def test_reset_and_deletion_take_nothing_along(client: Client, sandboxes: list[str], place: Place) -> None:
    id = sandboxes[0]
    for _ in range(2):
        place(id)
        client.post(f"/_mock/sandboxes/{id}/reset")
    client.request("DELETE", f"/_mock/sandboxes/{id}")
    client.post("/_mock/sandboxes", {"id": id})
    place(id)

    assert met(client, id).answers == {CREATED: 3}


def test_what_the_journal_and_the_outbox_forget_counts_on() -> None:
    with Client(build_app(Settings(egress="team", journal_entries=3))) as client:
        for _ in range(4):
            client.post("/nimbus/orders", ORDER, headers=KEY)
        client.server.sandboxes.default.outbox.forget_settled()

        found = met(client, "default")
        assert found.answers == {CREATED: 4}
        assert found.news == {COLLECTED: 4}


def test_a_fork_counts_what_it_meets_itself(client: Client, place: Place) -> None:
    place()
    client.post("/_mock/sandboxes/default/fork", {"id": "later"})
    assert not met(client, "later")

    place("later")

    assert met(client, "later").answers == met(client, "default").answers == {CREATED: 1}
    assert met(client, "later").news == {COLLECTED: 1}


def test_a_restored_sandbox_counts_what_it_met_before(client: Client, place: Place) -> None:
    snapshot = client.get("/_mock/sandboxes/default/snapshot").json()
    place()
    client.post("/_mock/sandboxes/default/restore", snapshot)
    place()

    assert met(client, "default").answers == {CREATED: 2}


def test_forgetting_counts_anew(client: Client, sandboxes: list[str], place: Place) -> None:
    for id in sandboxes:
        place(id)
    client.request("DELETE", "/_mock/sandboxes/test-a")

    client.server.sandboxes.forget_met()

    assert not dict(client.server.sandboxes.met())


def test_asking_changes_nothing(client: Client, sandboxes: list[str], place: Place) -> None:
    place(sandboxes[0])
    client.request("DELETE", f"/_mock/sandboxes/{sandboxes[0]}")
    place(sandboxes[1])

    first, second = ({id: each.answers for id, each in client.server.sandboxes.met()} for _ in range(2))

    assert first == second == {"test-a": {CREATED: 1}, "test-b": {CREATED: 1}}


def test_beyond_the_bound_the_earliest_are_told_as_one() -> None:
    memory = Memory(2)
    for id in ("a", "b", "a", "c"):
        memory.keep(id, tally(CREATED))

    assert {id: each.answers for id, each in memory} == {"a": {CREATED: 2}, "c": {CREATED: 1}}
    assert memory.others.answers == {CREATED: 1}
    assert memory.forgotten == 1


def test_what_is_too_various_is_counted_together() -> None:
    various = tally(*(("v", "o", 200, None, str(number)) for number in range(1_999)))

    various.add(tally(*(("v", "o", 201, None, str(number)) for number in range(3))))

    assert len(various.answers) == 2_000
    assert various.lost == 2
