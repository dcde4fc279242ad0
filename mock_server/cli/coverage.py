"""`mock-server coverage`: what a run has met of what the vendors do, and on which guesses it relies."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from typing import Final

from mock_server.cli.failures import MISTAKE, Failure
from mock_server.cli.output import complain, say
from mock_server.cli.remote import Remote, read_object, remote_of
from mock_server.cli.tables import show_table
from mock_server.coverage.assumptions import Assumption, assumptions
from mock_server.coverage.document import NOT_COUNTED, Coverage, Sort, UnreadableCoverage, VendorCoverage, read, write
from mock_server.coverage.markdown import markdown, questions, tests, total
from mock_server.coverage.merging import merge, only
from mock_server.coverage.picture import page
from mock_server.coverage.thresholds import BadThreshold, Shortfall, parse, percent, shortfalls
from mock_server.scenarios.errors import hint

BELOW: Final = 1
"""The exit code where a threshold is not reached."""


def coverage(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Report what was met; code 1 where it is less than was asked for, 2 where nothing can be said.

    Raises:
        Failure: no server answers, a file cannot be read or written, or what was asked for makes no sense.
    """
    if arguments.files and arguments.reset:
        raise Failure("--reset is for a server; files stay as they are")
    found = _merged(arguments.files) if arguments.files else _of_server(remote_of(arguments, environ))
    known = [vendor.vendor for vendor in found.vendors]
    for slug in arguments.vendors:
        if slug not in known:
            raise Failure(f"no vendor of the run is called {slug!r}{hint(slug, known)}")
    in_play = only(found, arguments.vendors or [each.vendor for each in found.vendors if each.is_met] or known)
    below = _below(found, in_play, arguments)
    text = _FORMATS[arguments.format](found if not arguments.vendors else in_play, in_play, below, arguments)
    if arguments.output:
        _save(Path(arguments.output), text)
    else:
        sys.stdout.write(text)
    if arguments.reset:
        _ask(remote_of(arguments, environ), "DELETE")
    for each in below:
        complain(f"below the threshold: {each}")
    return BELOW if below else 0


def _ask(remote: Remote, method: str) -> bytes:
    try:
        reply = remote.ask(method, "/_mock/coverage")
    except Failure as wrong:
        raise Failure(str(wrong), MISTAKE) from None
    if reply.status >= HTTPStatus.BAD_REQUEST:
        document = read_object(reply.body) or {}
        raise Failure(str(document.get("detail") or f"the server at {remote.url} answers {reply.status}"))
    return reply.body


def _of_server(remote: Remote) -> Coverage:
    try:
        return read(_ask(remote, "GET"))
    except UnreadableCoverage as wrong:
        raise Failure(f"what answers at {remote.url} tells of no coverage ({wrong})") from None


def _merged(files: Iterable[str]) -> Coverage:
    documents = []
    for file in files:
        try:
            documents.append(read(Path(file).read_bytes()))
        except OSError as wrong:
            raise Failure(f"cannot read {file}: {wrong.strerror or wrong}") from None
        except UnreadableCoverage as wrong:
            raise Failure(f"{file} is no saved coverage ({wrong})") from None
    return merge(documents)


def _below(found: Coverage, in_play: Coverage, arguments: Namespace) -> list[Shortfall]:
    try:
        thresholds = [parse(text, [each.vendor for each in found.vendors]) for text in arguments.fail_under]
        # One that names a vendor holds even where the run never called it.
        named = [each for each in thresholds if each.vendor is not None]
        return [*shortfalls(in_play, [each for each in thresholds if each.vendor is None]), *shortfalls(found, named)]
    except BadThreshold as wrong:
        raise Failure(f"--fail-under: {wrong}") from None


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as wrong:
        raise Failure(f"cannot write {path}: {wrong.strerror or wrong}") from None


# -- forms -----------------------------------------------------------------------------------------------------------


def _json(found: Coverage, in_play: Coverage, _: list[Shortfall], arguments: Namespace) -> str:
    if arguments.assumptions:
        return json.dumps({"assumptions": [each.shown() for each in assumptions(in_play)]}, indent=2) + "\n"
    return write(found)


def _markdown(_: Coverage, in_play: Coverage, below: list[Shortfall], arguments: Namespace) -> str:
    return questions(assumptions(in_play)) if arguments.assumptions else markdown(in_play, below)


def _html(_: Coverage, in_play: Coverage, below: list[Shortfall], __: Namespace) -> str:
    return page(in_play, below, assumptions(in_play))


def _table(found: Coverage, in_play: Coverage, _: list[Shortfall], arguments: Namespace) -> str:
    if not arguments.output and sys.stdout.isatty():
        _show(found, in_play, arguments)  # straight to the terminal, whose width counts
        return ""
    with redirect_stdout(StringIO()) as written:
        _show(found, in_play, arguments)
    return written.getvalue()


_FORMATS: Final[Mapping[str, Callable[[Coverage, Coverage, list[Shortfall], Namespace], str]]] = {
    "table": _table,
    "json": _json,
    "markdown": _markdown,
    "html": _html,
}


def _show(found: Coverage, in_play: Coverage, arguments: Namespace) -> None:
    if arguments.assumptions:
        _show_assumptions(assumptions(in_play))
        return
    show_table(("vendor", "all", *Sort), [_row(vendor) for vendor in in_play.vendors])
    if arguments.missed:
        show_table(("vendor", "sort", "not met"), [row for vendor in in_play.vendors for row in _missed(vendor)])
    untouched = [each.vendor for each in found.vendors if in_play.named(each.vendor) is None]
    say(total(in_play) + (f"; not called: {', '.join(untouched)}" if untouched else ""))
    if in_play.lost:
        say(f"{in_play.lost} times something was met that was too various to be told apart")


def _row(vendor: VendorCoverage) -> list[object]:
    cells = [f"{each.met}/{each.declared}" if each.declared else len(each.behaviours) or "" for each in map(vendor.sort, Sort)]
    return [vendor.vendor, percent(vendor.met, vendor.declared), *cells]


def _missed(vendor: VendorCoverage) -> list[tuple[str, str, str]]:
    return [
        (vendor.vendor, each.sort.value, one.name)
        for each in vendor.sorts
        for one in each.behaviours
        if one.declared and not one.count and each.sort not in NOT_COUNTED
    ]


def _show_assumptions(found: list[Assumption]) -> None:
    for number, each in enumerate(found, 1):
        say(f"{number}. {each.title}, {', '.join(each.rows)} ({each.evidence}): {tests(each.reach)}")
        say(f"   {each.question}")
    say(f"{len(found)} assumptions that the run relies on" if found else "nothing that was met is inferred, invented or open")
