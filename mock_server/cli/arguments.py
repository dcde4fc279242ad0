"""The arguments of every subcommand, and what is said of a mistake in them. Imports nothing that takes time."""

import argparse
import math
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, Final, NoReturn

from mock_server import __version__
from mock_server.cli.failures import Failure
from mock_server.settings import FLAGS

_REPORTS: Final = ("table", "json", "markdown", "html")
_EPILOG: Final = "Fake data only; not affiliated with any vendor."


class Parser(argparse.ArgumentParser):
    """A parser that raises what is wrong as one line, and that takes no half words."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # handed through, as argparse declares them
        options.setdefault("allow_abbrev", False)
        super().__init__(**options)
        # '-1d' is a value, as argparse itself takes it from Python 3.14 on; what it is worth, the argument's type says.
        self._negative_number_matcher = re.compile(r"-\.?[0-9]")

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments.

        Raises:
            Failure: always.
        """
        raise Failure(f"{message} (see {self.prog} --help)")

    def _check_value(self, action: argparse.Action, value: object) -> None:
        # argparse would list every command there is; the one that was meant says more.
        if action.choices is not None and value not in action.choices:
            known = [str(choice) for choice in action.choices]
            raise argparse.ArgumentError(None, f"there is no command {value!r}{_hint(str(value), known)}")


def parse(argv: Sequence[str]) -> argparse.Namespace | int:
    """The arguments, whose `command` names what to run; or the exit code where all is done, as after `--help`.

    Raises:
        Failure: the arguments are mistaken.
    """
    try:
        arguments, surplus = build_parser().parse_known_args(argv)
    except SystemExit as done:  # only --help and --version: a mistake has become a failure
        return int(done.code or 0)
    several: list[str] | None = getattr(arguments, arguments.several, None) if "several" in arguments else None
    if several is not None:
        # Words after a flag: argparse has closed the list by then, and leaves them over.
        several += [word for word in surplus if not word.startswith("-")]
        surplus = [word for word in surplus if word.startswith("-")]
    if surplus:
        leaf: Parser = arguments.parser
        flags = re.findall(r"--[a-z-]+", leaf.format_usage())
        leaf.error(f"unknown argument {surplus[0]!r}{_hint(surplus[0].partition('=')[0], flags, lists=False)}")
    return arguments


def build_parser() -> Parser:
    """The parser of the whole command."""
    parser = Parser(prog="mock-server", description="A stand-in for the APIs of pharmacy-fulfilment vendors.", epilog=_EPILOG)
    parser.add_argument("--version", action="version", version=f"mock-server {__version__}")
    groups = parser.add_subparsers(metavar="COMMAND", required=True, title="commands")
    _add_serve(groups)
    _add_health(groups)
    _add_sandbox(_group(groups, "sandbox", "create, reset and list the sandboxes of a running server"))
    _add_orders(_group(groups, "orders", "list orders of a running server and move them on"))
    _add_why(groups)
    _add_clock(_group(groups, "clock", "show and move the clock of a sandbox of a running server"))
    _add_scenarios(_group(groups, "scenarios", "list, check, show, test, write and play scenarios"))
    _add_webhooks(_group(groups, "webhooks", "see what was told to whom, tell it again, and receive it"))
    _add_coverage(groups)
    _add_hl7(_group(groups, "hl7", "read HL7 messages as CloudRx's orders are read; needs no server"))
    _add_proxy(groups)
    _add_openapi(_group(groups, "openapi", "write the OpenAPI documents; needs no server"))
    _add_contract(_group(groups, "contract", "hold a server to its OpenAPI documents with schemathesis"))
    return parser


_Group = argparse._SubParsersAction  # noqa: SLF001  # argparse has no public name for what add_subparsers answers


def _group(groups: "_Group[Parser]", name: str, about: str) -> "_Group[Parser]":
    parser = groups.add_parser(name, help=about, description=_sentence(about))
    return parser.add_subparsers(metavar="COMMAND", required=True, title="commands")


def _leaf(group: "_Group[Parser]", command: str, about: str, **defaults: object) -> Parser:
    parser = group.add_parser(command.rsplit(maxsplit=1)[-1], help=about, description=_sentence(about))
    parser.set_defaults(command=command, parser=parser, **defaults)
    return parser


def _sentence(about: str) -> str:
    return f"{about[0].upper()}{about[1:]}."


def _hint(word: str, known: Iterable[str], *, lists: bool = True) -> str:
    words = list(known)
    near = get_close_matches(word, words, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are: {', '.join(words)}" if lists else ""


def _add_serve(group: "_Group[Parser]") -> None:
    parser = _leaf(group, "serve", "start the server")
    for flag in FLAGS:
        default = f"default: {flag.default}; " if flag.default else ""
        about = f"{flag.about} ({default}environment: {flag.variable})"
        parser.add_argument(f"--{flag.name}", metavar=flag.metavar, help=about.replace("%", "%%"))
    parser.add_argument("--workers", metavar="1", default="1", help="one process serves; anything but 1 is refused")


def _add_health(group: "_Group[Parser]") -> None:
    parser = _leaf(group, "health", "ask a running server how it is; exit code 0 when it is well")
    _add_url(parser)
    _add_json(parser)


def _add_sandbox(group: "_Group[Parser]") -> None:
    create = _leaf(group, "sandbox create", "make a sandbox")
    create.add_argument("id", metavar="ID", nargs="?", help="its id; without one the server makes one up")
    create.add_argument("--scenario", metavar="NAME", help="the scenario it starts from (default: the server's own)")
    create.add_argument("--seed", metavar="NUMBER", type=_whole, help="the seed in place of the scenario's")
    create.add_argument("--strict", action="store_true", help="refuse calls that break the vendor's document")
    reset = _leaf(group, "sandbox reset", "return a sandbox to the start of its scenario")
    reset.add_argument("id", metavar="ID", nargs="?", default="default", help="its id (default: default)")
    for parser in (create, reset, _leaf(group, "sandbox list", "list the sandboxes")):
        _add_remote(parser)


def _add_orders(group: "_Group[Parser]") -> None:
    listing = _leaf(group, "orders list", "list the orders of a sandbox")
    listing.add_argument("--vendor", metavar="VENDOR", help="only this vendor's")
    listing.add_argument("--status", metavar="STATUS", help="only with this status, as the vendor spells it")
    listing.add_argument("--stage", metavar="STAGE", help="only at this stage, such as review or shipped")
    listing.add_argument("--limit", metavar="NUMBER", type=_whole, help="at most so many")
    move = _leaf(group, "orders move", "move an order on", several="values")
    move.add_argument("vendor", metavar="VENDOR", help="the vendor, such as nimbus")
    move.add_argument("id", metavar="ID", help="the order's id")
    move.add_argument("move", metavar="MOVE", help="the move, such as ship")
    move.add_argument("values", metavar="NAME=VALUE", nargs="*", default=[], help="what the move takes")
    move.add_argument("--kind", metavar="KIND", default="order", help="the kind of record (default: order)")
    for parser in (listing, move):
        _add_sandbox_choice(parser)
        _add_remote(parser)


def _add_why(group: "_Group[Parser]") -> None:
    parser = _leaf(group, "why", "say why a call was refused and what to do, or how an entry of the journal came about")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "n", metavar="NUMBER", nargs="?", type=_whole, help="the entry that X-Mock-Journal names (default: --last)"
    )
    which.add_argument("--last", action="store_true", help="the call that was refused last")
    parser.add_argument("--unmasked", action="store_true", help="show credentials and patients' fields as they were sent")
    _add_sandbox_choice(parser)
    _add_remote(parser)


def _add_clock(group: "_Group[Parser]") -> None:
    show = _leaf(group, "clock show", "show the clock")
    advance = _leaf(group, "clock advance", "let time go on, and all happen that falls due")
    advance.add_argument("duration", metavar="DURATION", type=_ahead, help="how long: 90s, 5m, 2h, 1d or '1d 12h'")
    following = _leaf(group, "clock next", "go on to the next thing that falls due")
    setting = _leaf(group, "clock set", "go on to an instant")
    setting.add_argument("instant", metavar="INSTANT", help="such as 2026-01-07T09:00:00Z")
    freeze = _leaf(group, "clock freeze", "let the clock stand still")
    run = _leaf(group, "clock run", "let the clock run")
    run.add_argument("--speed", metavar="NUMBER", type=_speed, default=1.0, help="sandbox seconds per real second (default: 1)")
    for parser in (show, advance, following, setting, freeze, run):
        _add_sandbox_choice(parser)
        _add_remote(parser)


def _add_scenarios(group: "_Group[Parser]") -> None:
    listing = _leaf(group, "scenarios list", "list the scenarios that come with the server")
    check = _leaf(group, "scenarios check", "say every mistake in scenarios; exit code 2 when there is one", several="names")
    check.add_argument("names", metavar="NAME|FILE", nargs="*", default=[], help="which (default: all shipped ones)")
    show = _leaf(group, "scenarios show", "show a scenario with all that it extends")
    show.add_argument("name", metavar="NAME|FILE", help="a name, or a path to a .yaml file")
    show.add_argument("--timeline", action="store_true", help="a dry run: what would happen to new records, and when")
    for parser in (listing, check, show, _add_test(group)):
        _add_json(parser)
    new = _leaf(group, "scenarios new", "write a scenario to begin with, with comments")
    new.add_argument("name", metavar="NAME", help="its name: small letters, digits and single hyphens")
    new.add_argument("--to", metavar="FOLDER", default=".", help="the folder (default: this one)")
    page = _leaf(group, "scenarios readme", "write the page that lists the shipped scenarios")
    schema = _leaf(group, "scenarios schema", "write the JSON Schema of scenarios, by which editors complete them")
    schema.add_argument("--to", metavar="FOLDER", help="the folder (default: where the shipped scenarios are)")
    values = _leaf(group, "scenarios reserved", "write the page that lists the reserved values")
    for parser in (page, schema, values):
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit code 1 when the file is not as it would be"
        )
    play = _leaf(group, "scenarios play", "play a scenario in a running server, and say what happens by itself")
    play.add_argument("name", metavar="NAME|FILE", help="a name, or a path to a .yaml file")
    play.add_argument("--sandbox", metavar="ID", help="the id of the sandbox that is made (default: the server makes one up)")
    play.add_argument("--limit", metavar="DURATION", default="366d", help="so much sandbox time at the most (default: 366d)")
    _add_remote(play)


def _add_test(group: "_Group[Parser]") -> Parser:
    about = "hold the conversations of scenarios; exit code 1 when an answer is not as told"
    test = _leaf(group, "scenarios test", about, several="names")
    test.add_argument("names", metavar="NAME|FILE", nargs="*", default=[], help="which (default: all shipped ones)")
    test.add_argument("--url", metavar="URL", help="a running mock server (default: one that is started for it)")
    test.add_argument("--sandbox", metavar="ID", help="a sandbox of that server, as it stands (default: one is made for each)")
    test.add_argument("--admin-token", metavar="TOKEN", help="what that server asks for (environment: MOCK_SERVER_ADMIN_TOKEN)")
    about = "any other address in the place of http://…/<vendor>; repeat it where several vendors are spoken with"
    test.add_argument("--base-url", metavar="[VENDOR=]URL", action="append", default=[], help=about)
    about = "sent there in the place of the scenario's credentials (environment: MOCK_SERVER_HEADER)"
    test.add_argument("--header", metavar="'NAME: VALUE'", action="append", default=[], help=about)
    about = "the secret that is sent there in the place of one of the scenario's credentials"
    test.add_argument("--credential", metavar="NAME=SECRET", action="append", default=[], help=about)
    test.add_argument("--jobs", metavar="NUMBER", type=_jobs, default=8, help="how many at the same time (default: 8)")
    return test


def _add_openapi(group: "_Group[Parser]") -> None:
    export = _leaf(group, "openapi export", "write the OpenAPI documents", several="names")
    export.add_argument("names", metavar="NAME", nargs="*", default=[], help="a vendor, or control (default: all)")
    export.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a file is not as it would be")
    export.add_argument("--to", metavar="FOLDER", help="the folder (default: where the server looks for them)")


def _add_contract(group: "_Group[Parser]") -> None:
    run = _leaf(group, "contract run", "hold a server to its documents, all checks on", several="names")
    run.add_argument("names", metavar="NAME", nargs="*", default=[], help="a vendor, or control (default: all)")
    run.add_argument("--examples", metavar="NUMBER", type=_whole, help="cases made up for each operation (default: 100)")
    run.add_argument("--seed", metavar="NUMBER", type=_whole, action="append", help="its seed; more than one for several runs")
    run.add_argument("--random-seeds", metavar="NUMBER", type=_whole, help="so many runs with seeds drawn now, and told")
    run.add_argument("--answers", metavar="FOLDER", help="where to write how often each operation answered with which status")
    run.add_argument("--url", metavar="URL", help="a running server, for a sandbox in it (default: a server of its own)")
    run.add_argument("--admin-token", metavar="TOKEN", help="the admin token of that server")
    write = _leaf(group, "contract write", "write what schemathesis needs: its configuration and the documents")
    write.add_argument("to", metavar="FOLDER", nargs="?", default=".", help="the folder (default: this one)")
    write.add_argument("--force", action="store_true", help="write over what is there")


def _add_webhooks(group: "_Group[Parser]") -> None:
    listing = _leaf(group, "webhooks list", "list the deliveries of a sandbox")
    listing.add_argument("--vendor", metavar="VENDOR", help="only this vendor's")
    listing.add_argument("--event", metavar="EVENT", help="only of this event")
    listing.add_argument("--state", metavar="STATE", help="only in this state, such as dead")
    listing.add_argument("--limit", metavar="NUMBER", type=_whole, help="at most so many")
    one = _leaf(group, "webhooks show", "show a delivery, its bytes and every attempt")
    one.add_argument("id", metavar="ID", help="the delivery's id, such as whd-1")
    again = _leaf(group, "webhooks resend", "send a delivery once more; exit code 1 when it fails again")
    again.add_argument("id", metavar="ID", nargs="?", help="the delivery's id")
    again.add_argument("--failed", action="store_true", help="all that were given up")
    by_hand = _leaf(group, "webhooks trigger", "tell an event by hand; exit code 1 when it does not arrive", several="values")
    by_hand.add_argument("vendor", metavar="VENDOR", help="the vendor, such as nimbus")
    by_hand.add_argument("event", metavar="EVENT", help="the event, as the vendor names it")
    by_hand.add_argument("--id", metavar="ID", help="the record that it is about (default: the newest)")
    about = "members of the body, such as data.status=odd"
    by_hand.add_argument("values", metavar="NAME=VALUE", nargs="*", default=[], help=about)
    _add_listen(group)
    check = _leaf(group, "webhooks verify", "say why a signature does not fit a body; needs no server")
    check.add_argument("file", metavar="FILE", help="the body as it came, byte for byte; - for standard input")
    check.add_argument("--signature", metavar="HEX", required=True, help="the signature header's value")
    check.add_argument("--secret", metavar="SECRET", required=True, help="the secret that the check uses")
    _add_json(check)
    for parser in (listing, one, again, by_hand):
        _add_sandbox_choice(parser)
        _add_remote(parser)


def _add_listen(group: "_Group[Parser]") -> None:
    parser = _leaf(group, "webhooks listen", "receive, print and verify what is told, until Ctrl-C")
    parser.add_argument("--vendor", metavar="VENDOR", help="subscribe to this vendor's news, and unsubscribe at the end")
    parser.add_argument("--port", metavar="NUMBER", type=_whole, default=0, help="the port to listen on (default: a free one)")
    parser.add_argument("--address", metavar="URL", help="how the server reaches this receiver (default: loopback and port)")
    parser.add_argument("--secret", metavar="SECRET", help="what signatures are checked with (default: the subscription's own)")
    parser.add_argument("--fail", metavar="NUMBER", type=_whole, default=0, help="fail so many times first")
    parser.add_argument("--status", metavar="STATUS", type=_failing, default=503, help="how to fail (default: 503)")
    parser.add_argument("--count", metavar="NUMBER", type=_whole, help="end when so many have come")
    _add_sandbox_choice(parser)
    _add_remote(parser)


def _add_proxy(group: "_Group[Parser]") -> None:
    about = "stand between a client and a vendor, and say what departs; exit code 0: nothing, 1: something, 2: could not tell"
    parser = _leaf(group, "proxy", about)
    parser.add_argument("--vendor", metavar="VENDOR", required=True, help="whose document is held against, such as nimbus")
    parser.add_argument("--target", metavar="URL", required=True, help="the vendor's address: all is forwarded below it")
    parser.add_argument("--port", metavar="NUMBER", type=_whole, default=0, help="the port to listen on (default: a free one)")
    parser.add_argument("--report", metavar="FILE", help="write what departs there (default: the standard output)")
    parser.add_argument("--record", metavar="FILE", help="write what was exchanged there, as a scenario, masked")
    parser.add_argument(
        "--format", metavar="FORMAT", type=_format, default="text", help="text, json or markdown (default: text)"
    )
    parser.add_argument("--count", metavar="NUMBER", type=_whole, default=0, help="end when so many exchanges were held")


def _add_coverage(group: "_Group[Parser]") -> None:
    about = "say what a run has met of what the vendors do; exit code 1 when it is too little, 2 when it cannot be told"
    parser = _leaf(group, "coverage", about)
    _add_url(parser)
    parser.add_argument("--admin-token", metavar="TOKEN", help="what it asks for (environment: MOCK_SERVER_ADMIN_TOKEN)")
    about = "saved as JSON, in the place of a server; several are merged"
    parser.add_argument("--from", dest="files", metavar="FILE", nargs="+", action="extend", default=[], help=about)
    about = "only this vendor; repeat it for more (default: those that were called)"
    parser.add_argument("--vendor", dest="vendors", metavar="VENDOR", action="append", default=[], help=about)
    parser.add_argument(
        "--assumptions", action="store_true", help="what it relies on without proof, as questions to the vendor"
    )
    parser.add_argument("--missed", action="store_true", help="list what was not met")
    about = "table, json, markdown or html (default: table)"
    parser.add_argument("--format", metavar="FORMAT", type=_report, default="table", help=about)
    parser.add_argument("--output", metavar="FILE", help="write it there")
    about = "the least share in per cent: of all, or of a vendor, a sort, or a sort of a vendor's; may be repeated"
    parser.add_argument("--fail-under", metavar="[SCOPE=]SHARE", action="append", default=[], help=about.replace("%", "%%"))
    parser.add_argument("--reset", action="store_true", help="let the server count anew afterwards")


def _add_hl7(group: "_Group[Parser]") -> None:
    explain = _leaf(group, "hl7 explain", "say how a message would be read; exit code 1 when it would be refused")
    explain.add_argument("file", metavar="FILE", help="the message: segments, with or without MLLP framing, or a JSON string")


def _add_url(parser: Parser) -> None:
    about = "the server's address (default: http://127.0.0.1:8080; environment: MOCK_SERVER_URL)"
    parser.add_argument("--url", metavar="URL", help=about)


def _add_json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="answer with JSON")


def _add_remote(parser: Parser) -> None:
    _add_url(parser)
    about = "what the server asks for (environment: MOCK_SERVER_ADMIN_TOKEN)"
    parser.add_argument("--admin-token", metavar="TOKEN", help=about)
    _add_json(parser)


def _add_sandbox_choice(parser: Parser) -> None:
    parser.add_argument("--sandbox", metavar="ID", default="default", help="the sandbox (default: default)")


def _report(text: str) -> str:
    if text not in _REPORTS:
        raise argparse.ArgumentTypeError(f"{text!r} is no form of report{_hint(text, _REPORTS)}")
    return text


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 20):  # noqa: PLR2004  # digits of 2**63
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)


def _failing(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 300 <= int(text) <= 599):  # noqa: PLR2004  # what is no success
        raise argparse.ArgumentTypeError(f"{text!r} is no status from 300 to 599")
    return int(text)


def _ahead(text: str) -> str:
    if text.strip().startswith("-"):
        back = "a clock never goes back; `mock-server sandbox reset` returns to the start"
        raise argparse.ArgumentTypeError(f"{text!r}: {back}")
    return text


def _format(text: str) -> str:
    if text not in ("text", "json", "markdown"):
        raise argparse.ArgumentTypeError(f"{text!r} is no format; write text, json or markdown")
    return text


def _jobs(text: str) -> int:
    jobs = _whole(text)
    if not 1 <= jobs <= 100:  # noqa: PLR2004  # more would only wait for each other
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to 100")
    return jobs


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0 < speed < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return speed
