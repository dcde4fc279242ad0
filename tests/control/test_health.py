"""The server itself."""

from mock_server import __version__
from tests.clients import Client
from tests.control.problems import problem


def test_the_index_says_where_to_begin(client: Client) -> None:
    index = client.get("/_mock").json()

    assert index["version"] == __version__
    assert index["vendors"]["nimbus"] == "http://127.0.0.1:8080/nimbus"


def test_every_link_of_the_index_but_the_document_leads_somewhere(client: Client) -> None:
    links = client.get("/_mock").json()["links"]

    del links["openapi"]  # committed, and generated from what is tested here
    assert {client.get(link).status_code for link in links.values()} == {200}


def test_health_counts_the_sandboxes(client: Client) -> None:
    client.post("/_mock/sandboxes", {})

    assert client.get("/_mock/health").json() == {"status": "ok", "version": __version__, "sandboxes": 2}


def test_a_live_server_says_so(client: Client) -> None:
    assert client.get("/_mock/health/live").json() == {"status": "ok"}
    assert client.get("/_mock/version").json() == {"version": __version__}


def test_a_server_that_is_stopping_is_alive_but_not_ready(client: Client) -> None:
    assert client.get("/_mock/health/ready").status_code == 200

    client.server.is_ready = False

    assert problem(client.get("/_mock/health/ready"), "not-ready")["status"] == 503
    assert client.get("/_mock/health/live").status_code == 200


def test_scenarios_are_listed_with_their_titles(client: Client) -> None:
    scenarios = {each["name"]: each["title"] for each in client.get("/_mock/scenarios").json()["scenarios"]}

    assert "default" in scenarios
    assert all(scenarios.values())


def test_the_type_of_a_problem_is_an_address_that_tells_of_it(client: Client) -> None:
    refused = client.get("/_mock/sandboxes/nowhere").json()

    told = client.get(refused["type"]).json()

    assert told == {"type": refused["type"], "title": refused["title"], "status": 404}
    assert "'not-ready'" in problem(client.get("/_mock/problems/not-redy"), "not-found")["detail"]
