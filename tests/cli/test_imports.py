"""The command is quick because it imports little before it knows what to do."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FRAMEWORKS = frozenset({"fastapi", "starlette", "uvicorn", "pydantic", "pydantic_core", "yaml", "rich", "faker", "asyncio"})

_PARSE = """
import sys
import mock_server.cli
from mock_server.cli.arguments import build_parser

build_parser().format_help()
print(*sys.modules)
"""


def modules_after(source: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_parser_is_built_without_anything_heavy() -> None:
    assert not (FRAMEWORKS | {"http.client", "ssl"}) & modules_after(_PARSE)


def test_asking_how_a_server_is_needs_no_web_framework() -> None:
    loaded = modules_after("import sys\nfrom mock_server.cli import find\nfind('health')\nprint(*sys.modules)")

    assert not FRAMEWORKS & loaded
