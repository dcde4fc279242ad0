"""`mock-server serve`: builds the server, says where it is, and lets it run."""

import gc
from argparse import Namespace
from collections.abc import Mapping

from mock_server.app import Server, build_app
from mock_server.cli.banner import announce
from mock_server.cli.failures import Failure
from mock_server.scenarios.errors import EndlessExtends, ScenarioError, UnknownScenario
from mock_server.serving import address_of, end_on_signals, listen, run, set_up_logging
from mock_server.settings import FLAGS, SettingError, Settings, read


def serve(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Serve until told to stop.

    Raises:
        Failure: a setting cannot be used, the scenario cannot, or the address cannot be had.
    """
    if arguments.workers != "1":
        # Several processes would each hold a world of their own and hand out the same ids.
        raise Failure(f"--workers {arguments.workers}: the server is one process; leave it out, and start several servers")
    try:
        settings = read({flag.name: getattr(arguments, flag.name.replace("-", "_")) for flag in FLAGS}, environ)
        server = _build(settings)
        listener = listen(settings)
    except SettingError as wrong:
        raise Failure(str(wrong)) from None
    set_up_logging(settings.log_format)
    end_on_signals()
    with listener:
        announce(server, settings, address_of(listener, settings))
        gc.enable()
        run(server, listener)
    return 0


def _build(settings: Settings) -> Server:
    try:
        return build_app(settings)
    except (UnknownScenario, EndlessExtends) as wrong:
        raise Failure(str(wrong)) from None
    except ScenarioError as broken:
        first, *others = broken.mistakes
        more = f" (and {len(others)} more; see mock-server scenarios check {settings.scenario})" if others else ""
        raise Failure(f"{first}{more}") from None
