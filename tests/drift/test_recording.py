"""Exchanges written down as a conversation: sound, playable, and without anything that tells of anybody."""

import asyncio
from typing import Any

import pytest
import yaml

from mock_server.app import Server, build_app
from mock_server.conversations.runner import Outcome, converse
from mock_server.conversations.telling import lines
from mock_server.conversations.ways import in_process, new_sandbox
from mock_server.drift.exchange import Exchange
from mock_server.drift.recording import Recorder
from mock_server.drift.report import FORMATS, report
from mock_server.registry import VENDORS
from tests.drift.conftest import Watch, Watched
from tests.drift.through import hold_through

PLAYABLE = {
    "nimbus": ("order-to-the-door", "retried-with-the-same-key"),
    "rxscale": ("order-to-the-shop", "articles"),
    "cloudrx": ("order-to-the-door", "hl7-order", "payment-failed-then-paid"),
    "caryrx": ("order-to-the-door", "failed-delivery"),
}


def recorder(slug: str, server: Server | None = None) -> Recorder:
    return Recorder(VENDORS[slug], (server or build_app()).sandboxes.get("default").credentials[slug])


def recording(watched: Watched) -> Recorder:
    """A recorder that hears what the observer hears."""
    found = recorder(watched.observer.vendor.slug)
    observe = watched.proxy.take

    def take(exchange: Exchange) -> None:
        observe(exchange)
        found.take(exchange)

    watched.proxy.take = take
    return found


@pytest.mark.parametrize("slug", VENDORS)
def test_what_was_recorded_can_be_played(slug: str) -> None:
    server = build_app()

    async def play(text: str) -> Outcome:
        scenario = server.sandboxes.library.read(text, "recorded.yaml")
        async with in_process(server) as client, new_sandbox(client, {"scenario_text": text}) as way:
            return await converse(scenario.conversation, way)

    for name in PLAYABLE[slug]:
        found = recorder(slug, server)
        asyncio.run(hold_through(server, slug, f"{slug}/{name}", found.take))
        outcome = asyncio.run(play(found.text("recorded")))

        assert outcome.taken > 0
        assert outcome.is_as_told, "\n".join(lines(name, outcome))


def test_ids_of_answers_are_captured_and_moves_that_must_have_been_made_are_written_down() -> None:
    server = build_app()
    found = recorder("nimbus", server)

    asyncio.run(hold_through(server, "nimbus", "nimbus/order-to-the-door", found.take))

    steps: list[dict[str, Any]] = yaml.safe_load(found.text("recorded"))["conversation"]
    assert [step.get("call") or step["do"] for step in steps] == [
        "POST /nimbus/orders",
        "process",
        "ship",
        "GET /nimbus/orders/${id}",
        "deliver",
        "GET /nimbus/orders/${id}",
    ]
    assert steps[0]["capture"] == {"id": "body.id"}
    assert steps[0]["as"] == "nimbus-test-key"


REAL = {
    "first_name": "Wilhelmina",
    "last_name": "Featherstonehaugh",
    "dob": "1971-11-23",
    "email": "w.f@private-mail.org",
    "phone_number": "2025550188",
    "nickname": "Billie",
    "member": "MBR-558877",
    "plan": 558877123,
}


def test_neither_credentials_nor_people_stand_in_report_or_recording(watch: Watch) -> None:
    watched = watch("caryrx")
    found = recording(watched)
    headers = {"apikey": "caryrx-test-key", "X-Secret": "s3cr3t", "Cookie": "session=s3cr3t"}

    made = watched.ask("POST", "/v1/patients", json=REAL, headers=headers).json()
    watched.ask("GET", f"/v1/patients/{made['id']}?search=Wilhelmina", headers=headers)
    watched.ask("GET", "/v1/patients/Wilhelmina/notes", headers=headers | {"apikey": "real-key-1234"})
    watched.ask("POST", "/v1/patients", content=b"PID|1||4857773456||Featherstonehaugh", headers=headers)

    told = report(watched.observer, "t")
    said = found.text("recorded") + str(told) + "".join(line for tell in FORMATS.values() for line in tell(told))
    hidden = (*REAL.values(), "s3cr3t", "real-key-1234", "4857773456", made["id"])
    assert [each for each in hidden if str(each) in said] == []
    assert found.left_out == 1
