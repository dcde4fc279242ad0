"""How faithful the stand-in is to one vendor: rows, claims and proofs as one JSON value, and what two such values differ in."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ledger.claims import Claim
from ledger.proofs import Proofs
from ledger.rows import Ledger, Row
from mock_server.contract.vendor import Vendor
from mock_server.engine.evidence import Evidence

Json = dict[str, Any]  # what is written: JSON values in a fixed order

COUNTED: Final = ("operation", "move", "error", "event", "switch", "reserved value")
"""The sorts of claims that the totals count."""


def build(vendor: Vendor, ledger: Ledger, claims: Sequence[Claim], proofs: Proofs) -> Json:
    """All that is known of how faithful the stand-in is, members in the order in which the page tells of them."""
    citing: dict[str, list[str]] = {}
    for claim in claims:
        for row in claim.rows:
            citing.setdefault(row, []).append(claim.title)
    return {
        "vendor": vendor.slug,
        "title": vendor.title,
        "country": vendor.country,
        "version": vendor.version,
        "about": vendor.about,
        "docs": vendor.docs,
        "totals": _totals(ledger, claims, proofs),
        "claims": [_shown(claim) for claim in claims],
        "rows": [_row(row, ledger, citing, proofs) for row in ledger.rows],
    }


def _totals(ledger: Ledger, claims: Sequence[Claim], proofs: Proofs) -> Json:
    evidence = Counter(row.evidence for row in ledger.rows)
    sorts = Counter(claim.sort for claim in claims)
    proved = [row.id for row in ledger.rows if row.id in proofs]
    return {
        "rows": len(ledger.rows),
        **{each.value: evidence[each.value] for each in Evidence},
        "proved": len(proved),
        "tests": len({test for row in proved for test in proofs[row]}),
        "departures": sum(row.departs for row in ledger.rows),
        "claims": {sort: sorts[sort] for sort in COUNTED},
    }


def _shown(claim: Claim) -> Json:
    return {
        "sort": claim.sort,
        "name": claim.name,
        "about": claim.about,
        "evidence": None if claim.evidence is None else claim.evidence.value,
        "cites": list(claim.cites),
        "in_part": {evidence.value: list(rows) for evidence, rows in claim.in_part},
        "choices": list(claim.choices),
        "examples": list(claim.examples),
    }


def _row(row: Row, ledger: Ledger, citing: Mapping[str, list[str]], proofs: Proofs) -> Json:
    return {
        "id": row.id,
        "page": row.page,
        "read": row.read,
        "settles": row.settles,
        "evidence": row.evidence,
        "departs": row.departs,
        "cited_by": citing.get(row.id, []),
        "proved_by": list(proofs.get(row.id, ())),
        "unproved_because": ledger.unproved.get(row.id),
    }


def differences(written: Json, fresh: Json) -> list[str]:
    """What a written value tells otherwise than a fresh one: the rows, claims and examples by name."""
    found = []
    for claim, (before, after) in _pairs(written["claims"], fresh["claims"], "sort", "name"):
        found += _apart(claim, before, after)
        missing = set(before["examples"]) - set(after["examples"]) if before and after else ()
        found += [f"{claim}: the example {each!r} is no more" for each in sorted(missing)]
    for row, (before, after) in _pairs(written["rows"], fresh["rows"], "id"):
        found += _apart(f"row {row}", before, after)
    if written != fresh and not found:
        found.append("its head or its totals are told otherwise")
    return found


def _apart(name: str, before: Json | None, after: Json | None) -> list[str]:
    if before == after:
        return []
    if after is None:
        return [f"{name} is no more"]
    if before is None:
        return [f"{name} is new"]
    members = [member for member in after if before.get(member) != after[member]]
    return [f"{name} is told otherwise: {', '.join(members)}"]


def _pairs(written: Iterable[Json], fresh: Iterable[Json], *keys: str) -> list[tuple[str, tuple[Json | None, Json | None]]]:
    before, after = ({" ".join(each[key] for key in keys): each for each in side} for side in (written, fresh))
    return [(name, (before.get(name), after.get(name))) for name in dict.fromkeys((*before, *after))]
