"""The scenarios that the guides print are sound, and their conversations go as they tell."""

import asyncio
import re

import pytest

from mock_server.app import build_app
from mock_server.conversations.runner import Outcome, converse
from mock_server.conversations.telling import lines
from mock_server.conversations.ways import in_process, new_sandbox
from tests.live import ROOT

PRINTED = [
    (page.name, block)
    for page in sorted((ROOT / "docs").glob("*.md"))
    for block in re.findall(r"^```yaml\n(scenario: .*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
]


@pytest.mark.parametrize(("page", "text"), PRINTED, ids=[page for page, _ in PRINTED])
def test_a_printed_scenario_can_be_played_as_it_tells(page: str, text: str) -> None:
    server = build_app()
    scenario = server.sandboxes.library.read(text, page)

    async def run() -> Outcome:
        async with in_process(server) as client, new_sandbox(client, {"scenario_text": text}) as way:
            return await converse(scenario.conversation, way)

    outcome = asyncio.run(run())

    assert outcome.is_as_told, "\n".join(lines(page, outcome))


def test_both_guides_print_a_scenario() -> None:
    assert {page for page, _ in PRINTED} >= {"scenarios.md", "conversations.md"}
