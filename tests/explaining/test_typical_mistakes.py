"""Typical mistakes at each vendor, each explained so that a newcomer mends it without the documentation."""

import httpx
import pytest

from mock_server.cli.why import told
from mock_server.registry import VENDORS
from tests.clients import Client
from tests.explaining.mistakes import MISTAKES, Ask, Mistake

EVERY_MISTAKE = pytest.mark.parametrize(
    "mistake", [pytest.param(each, id=f"{slug}: {each.name}") for slug, mistakes in MISTAKES.items() for each in mistakes]
)


def ask(client: Client, call: Ask) -> httpx.Response:
    return client.request(call.method, call.path, json=call.body, headers=call.headers)


def paragraphs(lines: list[str]) -> dict[str, list[str]]:
    """What is told, by its headings."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in lines:
        if line and not line.startswith(" "):
            heading = line
            found[heading] = []
        elif line:
            found[heading].append(line.strip())
    return found


def test_five_mistakes_are_explained_for_every_vendor() -> None:
    assert set(MISTAKES) == set(VENDORS)
    assert all(len(mistakes) == 5 for mistakes in MISTAKES.values())


@EVERY_MISTAKE
def test_a_typical_mistake_is_explained(client: Client, mistake: Mistake) -> None:
    for call in mistake.before:
        assert ask(client, call).is_success
    answer = ask(client, mistake.call)

    entry = client.get(f"/_mock/sandboxes/default/journal/{answer.headers['x-mock-journal']}").json()
    lines = list(told(entry))

    assert f"was answered {answer.status_code} {entry['explanation']['error']}" in lines[0]
    said = paragraphs(lines)
    assert said["What was wrong"] == list(mistake.wrong)
    assert said["What to do"] == list(mistake.do)
    assert said["How we know"]
    assert all(row["id"] in entry["explanation"]["cites"] for row in entry["explanation"]["sources"])


@EVERY_MISTAKE
def test_nothing_of_the_explanation_shows_in_the_vendors_answer(client: Client, mistake: Mistake) -> None:
    for call in mistake.before:
        ask(client, call)
    answer = ask(client, mistake.call)
    shown = answer.text + str(dict(answer.headers))

    assert not [says for says in mistake.do if says in shown]
    assert "_mock" not in shown
