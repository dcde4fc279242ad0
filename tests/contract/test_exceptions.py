"""What schemathesis.toml excepts from checks: of at most five kinds, for named operations, each for a fact."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
import yaml

from ledger import rows
from mock_server import documents
from mock_server.control.problems import CATALOGUE
from mock_server.registry import VENDORS
from tests.contract.test_openapi import FOLDER, operations_of
from tests.live import ROOT

CONFIGURATION: Final = (ROOT / "schemathesis.toml").read_text()
_KIND: Final = re.compile(r"^# Kind ([1-9]): (.+?)\.(?: |$)", re.MULTILINE)
_STATUSES: Final = frozenset({"2xx", "401", "403", "404", "409"})
"""What well-formed calls may get anywhere: nobody's fault, or a name that is made up, or two at once."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the configuration about some operations: its title, its kinds with the facts they cite, and what it says."""

    project: str
    kinds: dict[int, tuple[str, ...]]
    said: dict[str, Any]

    @property
    def operations(self) -> list[str]:
        """Which operations it is about."""
        named = self.said["include-operation-id"]
        return [named] if isinstance(named, str) else named

    def excepts(self) -> set[int]:
        """The kinds of what it excepts."""
        checks = self.said.get("checks", {})
        statuses = {status for each in checks.values() for status in each.get("expected-statuses", ())} - _STATUSES
        off = {name for name, check in checks.items() if check.get("enabled") is False}
        found = {{"422": 1, "400": 2}[status] for status in statuses}
        found |= {{"allow_header_conformance": 3, "ensure_resource_availability": 4}[name] for name in off}
        return found | ({5} if self.said.get("enabled") is False else set())


def blocks() -> Iterator[Block]:
    """All parts about operations, in order."""
    for project in re.split(r"^\[\[project\]\]\n", CONFIGURATION, flags=re.MULTILINE)[1:]:
        title = tomllib.loads(project.split("\n[", 1)[0])["title"]
        comments = ""
        for part in re.split(r"(?=^#|^\[\[project\.operations\]\]\n)", project, flags=re.MULTILINE)[1:]:
            if part.startswith("#"):
                comments += part
            else:
                told = {int(kind): tuple(facts.split(", ")) for kind, facts in _KIND.findall(comments)}
                (said,) = tomllib.loads(part)["project"]["operations"]
                yield Block(title, told, said)
                comments = ""


BLOCKS: Final = list(blocks())


def test_there_are_at_most_five_kinds_of_exception_and_each_is_told_of_at_the_top() -> None:
    kinds = {kind for block in BLOCKS for kind in block.kinds}
    told = re.findall(r"^# ([0-9])\. \"", CONFIGURATION, re.MULTILINE)

    assert kinds == {int(number) for number in told}
    assert len(kinds) <= 5


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.project.split()[0]}-{block.operations[0]}")
def test_every_exception_names_its_kind_and_cites_a_fact(block: Block) -> None:
    assert block.excepts() == set(block.kinds)
    for facts in block.kinds.values():
        assert facts
        assert set(facts) <= _known_facts(block.project)


def test_nothing_is_excepted_for_all_operations_at_once() -> None:
    said = tomllib.loads(CONFIGURATION)

    for place in (said, *said["project"]):
        assert not place.keys() & {"checks", "warnings", "phases", "suppress-health-check"}
    assert "operations" not in said


@pytest.mark.parametrize("name", documents.names())
def test_the_operations_that_are_spoken_of_are_those_of_the_document(name: str) -> None:
    document = yaml.load((FOLDER / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)
    known = {operation["operationId"] for _, _, operation in operations_of(document)}
    spoken_of = [id for block in BLOCKS if block.project == document["info"]["title"] for id in block.operations]

    assert set(spoken_of) <= known
    assert len(spoken_of) == len(set(spoken_of))


def _known_facts(title: str) -> set[str]:
    vendor = next((vendor.slug for vendor in VENDORS.values() if title == f"{vendor.title} (stand-in)"), None)
    if vendor is None:
        return {problem.slug for problem in CATALOGUE} | {"docs/control.md"}
    return set(rows.read(vendor).ids)
