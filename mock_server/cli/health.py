"""`mock-server health`: whether a server is well, for containers and for people."""

from argparse import Namespace
from collections.abc import Mapping
from http import HTTPStatus

from mock_server.cli.failures import REFUSED, Failure
from mock_server.cli.output import say, say_json
from mock_server.cli.remote import read_object, remote_of


def health(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Ask the server how it is, and say so in a line.

    Raises:
        Failure: none answers, or it is not well.
    """
    remote = remote_of(arguments, environ)
    reply = remote.ask("GET", "/_mock/health")
    if arguments.json and (document := read_object(reply.body)) is not None:
        say_json(document)
        return 0 if reply.status == HTTPStatus.OK else REFUSED
    if reply.status != HTTPStatus.OK:
        raise Failure(f"the server at {remote.url} is not well: it answers {reply.status}", REFUSED)
    say(f"the server at {remote.url} is well")
    return 0
