"""What a server is told when it starts, by flags and by `MOCK_SERVER_*` variables; read once."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mock_server.engine.clock import FASTEST, ClockStart, Mode, parse_duration, parse_instant

PREFIX: Final = "MOCK_SERVER_"


class SettingError(ValueError):
    """A flag or variable cannot be used; the message is one line that names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A server's settings.

    `scenario` is what sandboxes start from unless they are told otherwise; `seed`, `clock_at`, `clock_mode` and `speed`
    override its own where they are given.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    scenario: str = "default"
    seed: int | None = None
    clock_at: str | None = None
    clock_mode: str | None = None
    speed: float | None = None
    admin_token: str | None = None
    log_format: str = "text"
    max_sandboxes: int = 1_000
    idle_seconds: float | None = None
    journal_entries: int = 5_000
    journal_bytes: int = 16 << 20
    allowed_hosts: tuple[str, ...] = ()
    egress: str = ""
    webhook_allow: tuple[str, ...] = ()
    webhook_seconds: float = 30.0

    @property
    def is_on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def clock(self, start: ClockStart) -> ClockStart:
        """The scenario's clock with what the settings say otherwise."""
        mode = Mode(self.clock_mode) if self.clock_mode else start.mode
        if self.speed is not None and self.clock_mode is None:
            mode = Mode.RUNNING  # a speed says that the clock runs
        return ClockStart(
            parse_instant(self.clock_at) if self.clock_at else start.at, mode, start.speed if self.speed is None else self.speed
        )


@dataclass(frozen=True, slots=True)
class Flag:
    """One setting as people write it: the flag, what it is, and how its text is shown in the help."""

    name: str
    about: str
    metavar: str
    default: str = ""

    @property
    def variable(self) -> str:
        """The environment variable of the same meaning."""
        return PREFIX + self.name.replace("-", "_").upper()


FLAGS: Final = (
    Flag("host", "the address to listen on; any but loopback needs an admin token", "ADDRESS", "127.0.0.1"),
    Flag("port", "the port to listen on; 0 takes a free one and prints it", "NUMBER", "8080"),
    Flag(
        "scenario",
        "what sandboxes start from unless told otherwise: a scenario's name, or a path to a .yaml file",
        "NAME",
        "default",
    ),
    Flag("seed", "the seed in place of that scenario's own", "NUMBER"),
    Flag("clock", "frozen, running, or the instant at which that scenario's clock starts", "WHAT"),
    Flag("speed", "sandbox seconds per real second; makes that scenario's clock run", "NUMBER"),
    Flag("admin-token", "what the control API asks for as `Authorization: Bearer`", "TOKEN"),
    Flag("log-format", "text for people or json for collectors", "FORMAT", "text"),
    Flag("max-sandboxes", "the most sandboxes there may be", "NUMBER", "1000"),
    Flag("idle-limit", "drop sandboxes unused for this long, such as 2h", "DURATION", "never"),
    Flag("journal-entries", "the most entries that a sandbox's journal keeps", "NUMBER", "5000"),
    Flag("journal-bytes", "the most bytes that a sandbox's journal keeps", "NUMBER", "16777216"),
    Flag("allowed-hosts", "further host names, by comma, under which the control API may be asked for", "NAMES", "none"),
    Flag("egress", "where webhooks may go: local, team or open", "MODE", "local on loopback, else team"),
    Flag("webhook-allow", "further targets, by comma: names, suffixes such as .example.test, networks", "TARGETS", "none"),
    Flag("webhook-timeout", "the most real time that an attempt may take, such as 2s", "DURATION", "the vendor's, 30s at most"),
)


def read(flags: Mapping[str, str | None], environ: Mapping[str, str]) -> Settings:
    """Settings from flags, and from the environment where a flag is not given.

    Raises:
        SettingError: a value cannot be used; the message names the flag or variable.
    """
    given: dict[str, tuple[str, str]] = {}
    for flag in FLAGS:
        value = flags.get(flag.name)
        if value is not None:
            given[flag.name] = (f"--{flag.name}", value)
        elif environ.get(flag.variable):
            given[flag.name] = (flag.variable, environ[flag.variable])
    clock_at, clock_mode = _clock(given)
    settings = Settings(
        host=_word(given, "host") or "127.0.0.1",
        port=_number(given, "port", 8080, 0, 65_535),
        scenario=given.get("scenario", ("", "default"))[1],
        seed=_number(given, "seed", -1, 0, 2**63 - 1) if "seed" in given else None,
        clock_at=clock_at,
        clock_mode=clock_mode,
        speed=_speed(given),
        admin_token=_word(given, "admin-token"),
        log_format=_one_of(given, "log-format", ("text", "json")),
        max_sandboxes=_number(given, "max-sandboxes", 1_000, 1, 1_000_000),
        idle_seconds=_duration(given, "idle-limit"),
        journal_entries=_number(given, "journal-entries", 5_000, 1, 10_000_000),
        journal_bytes=_number(given, "journal-bytes", 16 << 20, 1 << 10, 1 << 40),
        allowed_hosts=tuple(
            name.strip().lower() for name in given.get("allowed-hosts", ("", ""))[1].split(",") if name.strip()
        ),
        egress=_one_of(given, "egress", ("", "local", "team", "open")),
        webhook_allow=_targets(given),
        webhook_seconds=_duration(given, "webhook-timeout") or 30.0,
    )
    if not settings.is_on_loopback and not settings.admin_token:
        raise SettingError(
            f"--host {settings.host} can be reached from other machines: give --admin-token (or {PREFIX}ADMIN_TOKEN) too"
        )
    _refuse_workers(environ)
    return settings


Given = Mapping[str, tuple[str, str]]
"""What was said, by flag: where it was said, and the text."""


def _number(given: Given, name: str, default: int, least: int, most: int) -> int:
    if name not in given:
        return default
    where, text = given[name]
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and least <= int(text) <= most):  # noqa: PLR2004  # digits of 2**63
        raise SettingError(f"{where} {text!r} is no whole number from {least} to {most}")
    return int(text)


def _word(given: Given, name: str) -> str | None:
    if name not in given:
        return None
    where, text = given[name]
    if not text or text != text.strip():
        raise SettingError(f"{where} {text!r} is {'empty' if not text.strip() else 'surrounded by blanks'}")
    return text


def _speed(given: Given) -> float | None:
    if "speed" not in given:
        return None
    where, text = given["speed"]
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= FASTEST:
        raise SettingError(f"{where} {text!r} is no number above 0 and up to {FASTEST}")
    return speed


def _clock(given: Given) -> tuple[str | None, str | None]:
    if "clock" not in given:
        return None, None
    where, text = given["clock"]
    if text in {mode.value for mode in Mode}:
        return None, text
    try:
        parse_instant(text)
    except ValueError as wrong:
        raise SettingError(f"{where}: {wrong}, frozen or running") from None
    return text, None


def _duration(given: Given, name: str) -> float | None:
    if name not in given or given[name][1] == "never":
        return None
    where, text = given[name]
    try:
        seconds = parse_duration(text).total_seconds()
    except ValueError as wrong:
        raise SettingError(f"{where}: {wrong}") from None
    if not seconds:
        raise SettingError(f"{where} {text!r} is no time at all; leave it out")
    return seconds


def _targets(given: Given) -> tuple[str, ...]:
    where, text = given.get("webhook-allow", ("", ""))
    entries = tuple(entry.strip() for entry in text.split(",") if entry.strip())
    for entry in entries:
        if "/" in entry:
            try:
                ipaddress.ip_network(entry)
            except ValueError as wrong:
                raise SettingError(f"{where}: {wrong}") from None
    return entries


def _one_of(given: Given, name: str, allowed: tuple[str, ...]) -> str:
    where, text = given.get(name, ("", allowed[0]))
    if text not in allowed:
        raise SettingError(f"{where} {text!r} is none of {', '.join(filter(None, allowed))}")
    return text


def _refuse_workers(environ: Mapping[str, str]) -> None:
    # Several processes would each hold a world of their own and hand out the same ids.
    workers = environ.get("WEB_CONCURRENCY", "1")
    if workers not in ("", "1"):
        raise SettingError(f"WEB_CONCURRENCY is {workers}: the server is one process; unset it, and start several servers")
