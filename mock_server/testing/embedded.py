"""A server in a thread of this process, on a port that the system chooses."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Final

from mock_server.app import build_app
from mock_server.serving import Listening, address_of, listen
from mock_server.settings import Settings

HERE: Final = Settings(port=0)
"""On the loopback, at a free port."""


@contextmanager
def serving(settings: Settings = HERE) -> Iterator[str]:
    """The address of a server that is there until the end of the block.

    Raises:
        SettingError: the address cannot be had.
        UnknownScenario: no scenario has the name that the settings give.
        ScenarioError: the scenario's file has mistakes.
    """
    server = build_app(settings)
    listener = listen(settings)
    uvicorn = Listening(server)
    # The socket listens already: what is asked before the thread has begun is answered when it has.
    thread = Thread(target=uvicorn.run, kwargs={"sockets": [listener]}, name="mock-server", daemon=True)
    with listener:
        thread.start()
        try:
            yield address_of(listener, settings)
        finally:
            uvicorn.should_exit = True
            thread.join()
