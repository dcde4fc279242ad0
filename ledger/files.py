"""The generated files: what stands in them, what should, and what they miss."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger import checks, claims, fidelity, page, proofs, rows
from ledger.claims import Claim
from ledger.fidelity import Json
from ledger.proofs import Proofs
from ledger.rows import ROOT, Ledger
from mock_server import resources
from mock_server.contract.vendor import Vendor
from mock_server.registry import VENDORS, words
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.scenarios.scenario import Scenario

_CELL = re.compile(r"<!--(?P<vendor>[a-z]+)-->.*?<!--/(?P=vendor)-->")


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of one vendor: what it is, its rows, what its code claims, and what tests prove."""

    vendor: Vendor
    ledger: Ledger
    claims: Sequence[Claim]
    proofs: Proofs

    @property
    def fidelity(self) -> Json:
        """How faithful the stand-in is."""
        return fidelity.build(self.vendor, self.ledger, self.claims, self.proofs)

    @property
    def complaints(self) -> list[str]:
        """What is wrong with the ledger itself."""
        return checks.complaints(self.ledger, self.claims, self.proofs)


def gather(root: Path = ROOT) -> tuple[Known, ...]:
    """What is known of every vendor; tests are read, and not run."""
    marks = proofs.read(root / "tests", root)
    default = reserving()
    return tuple(Known(each, rows.read(each.slug, root), claims.claims_of(each, default), marks) for each in VENDORS.values())


def reserving() -> Scenario:
    """The scenario that holds the reserved values."""
    return ScenarioLibrary([resources.folder("scenarios")], words(VENDORS)).named("default")


def complaints(known: Sequence[Known], root: Path = ROOT) -> list[str]:
    """Everything that is wrong: with ledgers, marks and generated files. Each says where."""
    ledgers = [each.ledger for each in known]
    found = [complaint for each in known for complaint in each.complaints]
    found += checks.unknown_rows(ledgers, known[0].proofs)
    for each in known:
        found += stale(each, root)
    return [*found, *_readme_complaints(known, root)]


def _readme_complaints(known: Sequence[Known], root: Path) -> list[str]:
    text = (root / "README.md").read_text()
    cells = {found["vendor"] for found in _CELL.finditer(text)}
    slugs = [each.vendor.slug for each in known]
    found = [
        f"README.md has no totals of {slug}, between <!--{slug}--> and <!--/{slug}-->" for slug in slugs if slug not in cells
    ]
    if text != readme(known, root):
        found.append("README.md is stale: its table of vendors tells other totals; run make generate")
    return found


def stale(known: Known, root: Path = ROOT) -> list[str]:
    """What the fidelity page of one vendor tells otherwise than code, tests and rows do."""
    fresh = _files(known)
    value, text = fresh  # the JSON value and the page
    if not all((root / path).is_file() for path in fresh):
        return [f"{value} or {text} is missing; run make generate"]
    written = json.loads((root / value).read_text())
    apart = fidelity.differences(written, known.fidelity)
    if apart:
        return [f"{text} is stale: {each}; run make generate" for each in apart]
    return [f"{path} is stale; run make generate" for path, content in fresh.items() if (root / path).read_text() != content]


def write(known: Sequence[Known], root: Path = ROOT) -> list[str]:
    """Write all generated files; answers the paths of those that changed."""
    fresh = {path: content for each in known for path, content in _files(each).items()}
    fresh["README.md"] = readme(known, root)
    changed = []
    for name, content in fresh.items():
        path = root / name
        if not path.is_file() or path.read_text() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
            changed.append(name)
    return changed


def readme(known: Sequence[Known], root: Path = ROOT) -> str:
    """The README with the totals of each vendor in its table, between `<!--slug-->` and `<!--/slug-->`."""
    totals = {each.vendor.slug: page.summary(each.fidelity) for each in known}

    def fill(cell: re.Match[str]) -> str:
        slug = cell["vendor"]
        return f"<!--{slug}-->{totals[slug]}<!--/{slug}-->" if slug in totals else cell[0]

    return _CELL.sub(fill, (root / "README.md").read_text())


def _files(known: Known) -> Mapping[str, str]:
    value = known.fidelity
    base = f"docs/fidelity/{known.vendor.slug}"
    return {f"{base}.json": json.dumps(value, indent=1, ensure_ascii=False) + "\n", f"{base}.md": page.write(value)}
