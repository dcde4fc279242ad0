"""Holding conversations in tests: with a server in process, or with one on a loopback port beside the test."""

import asyncio
from collections.abc import Callable
from textwrap import dedent

import pytest

from mock_server.app import build_app
from mock_server.conversations.runner import Outcome, converse
from mock_server.conversations.ways import in_process, new_sandbox

HEAD = "scenario: tale\ntitle: A tale\nextends: default\n"

Hold = Callable[[str], Outcome]


@pytest.fixture
def hold() -> Hold:
    """Holds the conversation of a scenario, given as YAML below its `extends`, in a sandbox of its own."""

    def hold(body: str) -> Outcome:
        text = HEAD + dedent(body)
        server = build_app()
        scenario = server.sandboxes.library.read(text, "tale.yaml")

        async def run() -> Outcome:
            async with in_process(server) as client, new_sandbox(client, {"scenario_text": text}) as way:
                outcome = await converse(scenario.conversation, way)
            assert [each.id for each in server.sandboxes] == ["default"]
            return outcome

        return asyncio.run(run())

    return hold
