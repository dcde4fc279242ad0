"""`mock-server scenarios …`: the scenarios that come with the server, or in files of one's own; needs no server."""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path

from mock_server import resources
from mock_server.cli.failures import MISTAKE, Failure
from mock_server.cli.forecasts import forecast, tell_forecast
from mock_server.cli.generated import keep
from mock_server.cli.output import say, say_json
from mock_server.cli.stories import tell, tell_scenario
from mock_server.cli.tables import show_table
from mock_server.contract import reserved
from mock_server.engine.clock import wall_seconds
from mock_server.registry import VENDORS, words
from mock_server.sandboxes.sandbox import DEFAULT
from mock_server.sandboxes.start import prepare
from mock_server.scenarios import json_schema, readme
from mock_server.scenarios.errors import EndlessExtends, ScenarioError, UnknownScenario
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.scenarios.words import Words


def show_all(arguments: Namespace, _: Mapping[str, str]) -> int:
    """List names and titles."""
    titles = _library(words(VENDORS)).titles()
    if arguments.json:
        say_json({"scenarios": [{"name": name, "title": title} for name, title in titles]})
    else:
        show_table(("name", "title"), titles)
    return 0


def check(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Say every mistake, a line each, and how many there are; answers 2 where there is one."""
    spoken = words(VENDORS)
    library = _library(spoken)
    names = arguments.names or library.names()
    # What many scenarios stand on is read with each of them; what is wrong there is told once.
    mistakes = list(dict.fromkeys(mistake for name in names for mistake in _mistakes(library, spoken, name)))
    if arguments.json:
        keys = ("file", "line", "column", "message")
        say_json({"checked": names, "mistakes": [dict(zip(keys, mistake, strict=True)) for mistake in mistakes]})
    else:
        for mistake in mistakes:
            *place, message = mistake
            say(f"{':'.join(str(part) for part in place if part is not None)}: {message}")
        say(f"{_count(len(names), 'scenario')} checked, {_count(len(mistakes), 'mistake')}")
    return MISTAKE if mistakes else 0


def show(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Show a scenario with all that it extends.

    Raises:
        Failure: there is none of that name, or it has a mistake.
    """
    spoken = words(VENDORS)
    try:
        scenario = _library(spoken).load(arguments.name)
    except (UnknownScenario, EndlessExtends) as wrong:
        raise Failure(str(wrong)) from None
    except ScenarioError as broken:
        first, *others = broken.mistakes
        raise Failure(f"{first}{f' (and {len(others)} more)' if others else ''}") from None
    told = forecast(scenario, spoken) if arguments.timeline else tell(scenario, spoken)
    if arguments.json:
        say_json(told)
    elif arguments.timeline:
        tell_forecast(told)
    else:
        tell_scenario(told)
    return 0


def write_readme(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Write the page of the library; or with `--check`, answer 1 where it is not as it would be written.

    Raises:
        Failure: the page cannot be written.
    """
    path = resources.folder("scenarios") / readme.FILE
    return keep(path, readme.readme(_library(words(VENDORS))), "scenarios readme", is_check=arguments.check)


def write_schema(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Write the JSON Schema of scenarios; or with `--check`, answer 1 where it is not as it would be written.

    Raises:
        Failure: the schema cannot be written.
    """
    folder = Path(arguments.to) if arguments.to else resources.folder("scenarios")
    text = json_schema.schema_text(words(VENDORS))
    return keep(folder / json_schema.FILE, text, "scenarios schema", is_check=arguments.check)


def write_reserved(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Write the page of reserved values; or with `--check`, answer 1 where it is not as it would be written.

    Raises:
        Failure: the page cannot be written.
    """
    text = reserved.page(VENDORS, _library(words(VENDORS)).named(DEFAULT))
    return keep(resources.folder("docs") / reserved.FILE, text, "scenarios reserved", is_check=arguments.check)


def _library(spoken: Words) -> ScenarioLibrary:
    return ScenarioLibrary([resources.folder("scenarios")], spoken)


def _mistakes(library: ScenarioLibrary, spoken: Words, name: str) -> Iterator[tuple[str, int | None, int | None, str]]:
    """The mistakes in a scenario: file, line, column and message; without line and column where none can be named."""
    try:
        scenario = library.load(name)
        # Only a start shows whether two records claim the same id, or speak of others that are not there.
        prepare(scenario, spoken, wall_seconds, scenario.seed, scenario.clock)
    except ScenarioError as broken:
        yield from ((each.file, each.line, each.column, each.message) for each in broken.mistakes)
    except (UnknownScenario, EndlessExtends) as wrong:
        yield name, None, None, str(wrong)


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
