"""`mock-server scenarios test`: holds the conversations of scenarios, and says where answers are not as told."""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx

from mock_server import resources
from mock_server.app import build_app
from mock_server.cli.failures import MISTAKE, REFUSED, Failure
from mock_server.cli.output import complain, printable, say, say_json
from mock_server.conversations.exchange import Unreachable
from mock_server.conversations.runner import Outcome, converse
from mock_server.conversations.telling import lines, told
from mock_server.conversations.ways import OtherWay, Refusal, SandboxWay, Way, new_sandbox, over_http
from mock_server.engine.clock import ClockStart, Mode
from mock_server.registry import VENDORS, words
from mock_server.scenarios.conversation import CallStep
from mock_server.scenarios.errors import EndlessExtends, ScenarioError, UnknownScenario
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.scenarios.scenario import Scenario
from mock_server.scenarios.words import CREDENTIALS
from mock_server.serving import serving_beside
from mock_server.settings import Settings

_MOST_SANDBOXES: Final = 1_000
_HEADER_VARIABLE: Final = "MOCK_SERVER_HEADER"


@dataclass(frozen=True, slots=True)
class Tale:
    """A scenario whose conversation is to be held, by the name under which it was asked for."""

    name: str
    scenario: Scenario
    text: str


Open = Callable[[Tale], AbstractAsyncContextManager[Way]]
"""Finds or makes whom a scenario's conversation is held with."""


def test(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Hold conversations; answers 1 where one differs, 2 where a file has mistakes.

    Raises:
        Failure: nobody is there to hold them with, or the arguments contradict each other.
    """
    tales = _read(arguments.names)
    if tales is None:
        return MISTAKE
    try:
        outcomes = asyncio.run(_hold(tales, arguments, environ))
    except (Unreachable, httpx.InvalidURL) as wrong:
        raise Failure(f"no server answers: {wrong}", REFUSED) from None
    except Refusal as refusal:
        raise Failure(f"the server makes no sandbox: {refusal}", REFUSED) from None
    differing = sum(not outcome.is_as_told for outcome in outcomes.values())
    if arguments.json:
        say_json({"conversations": [told(name, outcome) for name, outcome in outcomes.items()], "differing": differing})
    else:
        for name, outcome in outcomes.items():
            for line in lines(name, outcome):
                say(printable(line))
        held = sum(outcome.steps > 0 for outcome in outcomes.values())
        say(f"{held or 'no'} conversation{'' if held == 1 else 's'} held, {differing or 'none'} differing")
    return 1 if differing else 0


def _read(names: Sequence[str]) -> list[Tale] | None:
    """The scenarios of these names or files, all shipped ones without any; none where there are mistakes, which are told."""
    folder = resources.folder("scenarios")
    library = ScenarioLibrary([folder], words(VENDORS))
    tales: list[Tale] = []
    mistakes: list[str] = []
    for name in names or library.names():
        try:
            scenario = library.load(name)
        except ScenarioError as broken:
            mistakes += map(str, broken.mistakes)
        except (UnknownScenario, EndlessExtends) as wrong:
            mistakes.append(str(wrong))
        else:
            path = Path(name) if name.endswith(".yaml") else folder / f"{name}.yaml"
            tales.append(Tale(name, scenario, path.read_text(encoding="utf-8-sig")))
    for mistake in dict.fromkeys(mistakes):
        complain(mistake)
    return None if mistakes else tales


async def _hold(tales: Sequence[Tale], arguments: Namespace, environ: Mapping[str, str]) -> dict[str, Outcome]:
    turn = asyncio.Semaphore(arguments.jobs)

    async def hold(tale: Tale, opener: Open) -> Outcome:
        if not tale.scenario.conversation:
            return Outcome(0, 0)
        async with turn, opener(tale) as way:
            return await converse(tale.scenario.conversation, way)

    async with _opener(arguments, environ) as opener:
        outcomes = await asyncio.gather(*(hold(tale, opener) for tale in tales))
    return dict(zip((tale.name for tale in tales), outcomes, strict=True))


@asynccontextmanager
async def _opener(arguments: Namespace, environ: Mapping[str, str]) -> AsyncIterator[Open]:
    """With whom conversations are held: other addresses, a running mock server, or one that is started for them."""
    if arguments.base_url and (arguments.url or arguments.sandbox):
        raise Failure("--base-url is for addresses that are no mock server; --url and --sandbox are for those that are")
    if arguments.base_url:
        async with httpx.AsyncClient(trust_env=False) as client:
            yield partial(_other_way, client, arguments, environ)
    elif arguments.url:
        token = arguments.admin_token or environ.get("MOCK_SERVER_ADMIN_TOKEN")
        async with over_http(arguments.url.rstrip("/")) as client:
            yield partial(_remote_way, client, arguments.sandbox, token)
    elif arguments.sandbox:
        raise Failure("--sandbox names a sandbox of a running server; say where that is with --url")
    else:
        server = build_app(Settings(max_sandboxes=_MOST_SANDBOXES))
        async with serving_beside(server) as url, over_http(url) as client:

            @asynccontextmanager
            async def own(tale: Tale) -> AsyncIterator[Way]:
                start = tale.scenario.clock
                sandbox = server.sandboxes.create(None, tale.scenario, clock=ClockStart(start.at, Mode.FROZEN, start.speed))
                yield SandboxWay(client, sandbox.id)
                server.sandboxes.drop(sandbox.id)

            yield own


@asynccontextmanager
async def _remote_way(client: httpx.AsyncClient, sandbox: str | None, token: str | None, tale: Tale) -> AsyncIterator[Way]:
    if sandbox is not None:
        yield SandboxWay(client, sandbox, token)
        return
    async with new_sandbox(client, {"scenario_text": tale.text}, token) as way:
        yield way


@asynccontextmanager
async def _other_way(
    client: httpx.AsyncClient, arguments: Namespace, environ: Mapping[str, str], tale: Tale
) -> AsyncIterator[Way]:
    asked = {step.request.vendor for step in tale.scenario.conversation if isinstance(step, CallStep)} - {None}
    yield OtherWay(
        client,
        _bases(arguments.base_url, {vendor for vendor in asked if vendor is not None}, tale.name),
        _headers([*environ.get(_HEADER_VARIABLE, "").splitlines(), *arguments.header]),
        dict(_pair(each, "--credential") for each in arguments.credential),
        _credentials(tale.scenario),
    )


def _bases(given: Sequence[str], asked: set[str], name: str) -> dict[str, str]:
    """The addresses of vendors: `VENDOR=URL`, or one URL where the conversation speaks with one vendor.

    Raises:
        Failure: an address is none, or one is missing.
    """
    bases: dict[str, str] = {}
    for each in given:
        vendor, equals, url = each.partition("=")
        if not equals or "/" in vendor:
            vendor, url = "", each
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise Failure(f"--base-url {each!r} is no address; write https://… or VENDOR=https://…")
        bases[vendor] = url.rstrip("/")
    if "" in bases and len(asked) > 1:
        raise Failure(f"{name} speaks with {' and '.join(sorted(asked))}; give each its --base-url VENDOR=URL")
    missing = next((vendor for vendor in asked if vendor not in bases and "" not in bases), None)
    if missing is not None:
        raise Failure(f"{name} speaks with {missing}; give it its --base-url {missing}=URL")
    return {vendor: bases.get(vendor, bases.get("", "")) for vendor in asked}


def _headers(given: Sequence[str]) -> dict[str, str]:
    headers = {}
    for each in given:
        name, colon, value = each.partition(":")
        if each.strip() and not colon:
            raise Failure(f"--header {name!r} is no header; write 'X-API-Key: …'")
        if colon:
            headers[name.strip()] = value.strip()
    return headers


def _pair(text: str, flag: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Failure(f"{flag} {name!r} has no value; write {name}=…")
    return name, value


def _credentials(scenario: Scenario) -> frozenset[str]:
    """The secrets of the scenario's credentials: those that stand for a client's own."""
    spoken = words(VENDORS)
    found = set()
    for fixture in scenario.fixtures:
        read = spoken[fixture.vendor].credential
        if fixture.plural == CREDENTIALS and read is not None:
            found.add(read(fixture.model)[0])
    return frozenset(found)
