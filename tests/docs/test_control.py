"""The page on the sandbox's own API names its operations, all of them and no others."""

import re

import yaml

from tests.live import ROOT

SANDBOX = "/_mock/sandboxes/{sandbox}"


def test_the_table_of_calls_agrees_with_the_openapi_document() -> None:
    rows = re.findall(r"^\| (`[A-Z].*?) \| .*\|$", (ROOT / "docs/control.md").read_text(), re.MULTILINE)
    calls = [re.fullmatch(r"([A-Z, ]+) (\S+)", call) for row in rows for call in re.findall(r"`([^`]+)`", row)]
    told = {(method, call[2].replace("…", SANDBOX)) for call in calls if call for method in call[1].split(", ")}

    paths = yaml.safe_load((ROOT / "openapi/control.yaml").read_text())["paths"]
    assert told == {(method.upper(), path) for path, operations in paths.items() for method in operations}
