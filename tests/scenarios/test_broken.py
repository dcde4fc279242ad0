"""Files that are broken on purpose: each message names the place and the remedy. And bombs, which never go off."""

from pathlib import Path

import pytest

from mock_server.cli import main
from tests.clients import Client

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(path.name for path in FOLDER.glob("*.yaml"))

HEAD = "scenario: bomb\ntitle: A bomb\nextends: default\n"
BOMBS = {
    "aliases": HEAD + "fixtures:\n  a0: &a0 [x]\n" + "".join(f"  a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
    "merges": HEAD + "clock: &a {mode: frozen}\nfixtures: {<<: *a, <<: *a}\n",
    "depth": HEAD + "conversation: " + "[" * 50_000,
    "size": HEAD + "conversation: [" + "x, " * 300_000 + "]",
    "steps": HEAD + "conversation:\n" + "- {}\n" * 60_000,
    "matchers": HEAD + "conversation: [{call: GET /nimbus/x, expect: {body: " + "{not: " * 1_000 + "1" + "}" * 1_000 + "}}]",
    "texts": HEAD + "conversation: [{call: POST /nimbus/x, text: {repeat: xxxxxxxx, times: 999999999}}]",
    "people": HEAD + "populate: {nimbus.order: {count: 999999999}}",
    "pattern": HEAD + "conversation: [{call: GET /nimbus/x, expect: {text: {matches: '((((a{1000}){1000}){1000}){1000})'}}}]",
}


def expected(file: str) -> list[str]:
    lines = (FOLDER / "expected.txt").read_text().splitlines()
    return [line for line in lines if line.startswith(f"{file}:")]


@pytest.mark.parametrize("file", FILES)
def test_a_broken_file_is_told_with_its_place_and_the_remedy(
    file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER)

    assert main(["scenarios", "check", file]) == 2

    *mistakes, summary = capsys.readouterr().out.splitlines()
    assert mistakes == expected(file)
    assert mistakes
    assert summary.startswith("1 scenario checked, ")


def test_there_are_more_than_twenty_five_ways_to_be_broken() -> None:
    messages = {line.split(": ", 1)[1] for line in (FOLDER / "expected.txt").read_text().splitlines()}

    assert len(messages) > 25
    assert len(FILES) > 25


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once(client: Client, name: str) -> None:
    answer = client.post("/_mock/sandboxes", {"scenario_text": BOMBS[name]})

    assert answer.status_code in (413, 422), answer.text[:200]
    assert answer.json()["type"].endswith(("/invalid-scenario", "/body-too-large"))
    assert len(client.get("/_mock/sandboxes").json()["sandboxes"]) == 1
