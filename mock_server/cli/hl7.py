"""`mock-server hl7 explain`: how a message would be read."""

import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from mock_server.vendors.cloudrx.explain import explain as explain_message


def explain(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Say how the message in a file would be read; code 1 when it would be refused, 2 when there is no such file."""
    return explain_message(Path(arguments.file), sys.stdout)
