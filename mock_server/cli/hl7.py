"""`mock-server hl7 explain`: how a message would be read."""

import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from mock_server.vendors.cloudrx.explain import explain as explain_message


def explain(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Say how the message in a file would be read under the default switches; code 1 for unusable, 2 for no such file."""
    return explain_message(Path(arguments.file), sys.stdout)
