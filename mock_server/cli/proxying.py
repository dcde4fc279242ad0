"""`mock-server proxy`: stands between a client and a vendor, and says where the two part from our document."""

import asyncio
import contextlib
import json
import logging
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import uvicorn

from mock_server.app import build_app
from mock_server.cli.failures import MISTAKE, Failure
from mock_server.cli.output import printable, say
from mock_server.drift.exchange import Exchange
from mock_server.drift.forwarding import Proxy, client_of
from mock_server.drift.observer import Observer
from mock_server.drift.recording import Recorder
from mock_server.drift.report import FORMATS, report, verdict
from mock_server.drift.target import NoTarget, Target, read_target
from mock_server.registry import VENDORS
from mock_server.sandboxes.sandbox import DEFAULT
from mock_server.scenarios.entries import is_name
from mock_server.serving import address_of, listen
from mock_server.settings import SettingError, Settings


class _Guest(uvicorn.Server):
    """A server that ends when it is told to, and leaves the exit code to the command."""

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(
            uvicorn.Config(
                proxy,
                http="httptools",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=5,
            )
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on Ctrl-C and SIGTERM; neither is raised anew afterwards."""
        loop = asyncio.get_running_loop()
        for stop in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(stop, self.end)
        yield

    def end(self) -> None:
        """Answer what is being asked, and take no more."""
        self.should_exit = True


def proxy(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Forward until told to stop; answers 0 where nothing departed, 1 where something did, 2 where that cannot be told.

    Raises:
        Failure: there is no such vendor, the target is no address, a file cannot be written, or the port cannot be had.
    """
    target = _read(arguments)
    vendor = VENDORS[arguments.vendor]
    observer = Observer(vendor)
    recorder = Recorder(vendor, _bearers(arguments.vendor)) if arguments.record else None
    asyncio.run(_forward(arguments, target, observer, recorder))
    if recorder is not None:
        _write(arguments.record, recorder.text(Path(arguments.record).stem))
    _tell(arguments, report(observer, str(target)))
    return int(verdict(observer))


def _bearers(slug: str) -> Mapping[str, object]:
    """The test credentials of the default scenario, which stand in recordings."""
    return build_app().sandboxes.get(DEFAULT).credentials[slug]


def _read(arguments: Namespace) -> Target:
    if arguments.vendor not in VENDORS:
        raise Failure(f"there is no vendor {arguments.vendor!r}; there are: {', '.join(VENDORS)}")
    for path in filter(None, (arguments.report, arguments.record)):
        if not Path(path).parent.is_dir():
            raise Failure(f"{path} cannot be written: there is no folder {Path(path).parent}")
    if arguments.record and not (arguments.record.endswith(".yaml") and is_name(Path(arguments.record).stem)):
        raise Failure(f"--record {arguments.record!r}: name it by small letters, digits and single hyphens, and .yaml")
    try:
        return read_target(arguments.target)
    except NoTarget as wrong:
        raise Failure(f"--target {arguments.target!r} is no address to forward to: {wrong}") from None


async def _forward(arguments: Namespace, target: Target, observer: Observer, recorder: Recorder | None) -> None:
    # What breaks off at the target is broken off at the client: no accident of ours, and told in the report.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    settings = Settings(port=arguments.port)
    try:
        listener = listen(settings)
    except SettingError as wrong:
        raise Failure(str(wrong), MISTAKE) from None
    with listener:
        async with client_of(target) as client:

            def take(exchange: Exchange) -> None:
                observer.take(exchange)
                if recorder is not None:
                    recorder.take(exchange)
                if arguments.count and observer.met.total() >= arguments.count:
                    guest.end()

            guest = _Guest(Proxy(target, client, take, observer.miss))
            address = address_of(listener, settings)
            sys.stderr.write(f"forwarding {address} to {target}; Ctrl-C ends it and tells what departed\n")
            sys.stderr.flush()
            await guest.serve(sockets=[listener])


def _tell(arguments: Namespace, told: Mapping[str, Any]) -> None:
    told_lines = FORMATS.get(arguments.format)
    lines = [json.dumps(told, indent=2)] if told_lines is None else [printable(line) for line in told_lines(told)]
    if arguments.report is None:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return
    _write(arguments.report, "".join(f"{line}\n" for line in lines))
    *_, summary = FORMATS["text"](told)
    say(f"{summary}; {arguments.report} says more")


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as wrong:
        raise Failure(f"{path} cannot be written: {wrong.strerror or wrong}") from None
