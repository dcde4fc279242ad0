"""What is wrong with a ledger, said so that a reader finds it: row, claim or test, and the page to mend."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ledger.claims import Claim
from ledger.proofs import Proofs
from ledger.rows import Ledger, is_evidence, row_order
from mock_server.engine.evidence import Evidence

_DAY = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]")
_STRENGTH: Final = tuple(Evidence)


def complaints(ledger: Ledger, claims: Sequence[Claim], proofs: Proofs) -> list[str]:
    """Everything that is wrong with one vendor's ledger; empty when all is well."""
    return [*_rows(ledger), *_claims(ledger, claims), *_proofs(ledger, claims, proofs)]


def unknown_rows(ledgers: Sequence[Ledger], proofs: Proofs) -> list[str]:
    """The marks of tests that name rows of no ledger."""
    known = {id for ledger in ledgers for id in ledger.ids}
    return [f"{test} proves {row}, which is no row" for row in proofs if row not in known for test in proofs[row]]


def _rows(ledger: Ledger) -> Iterator[str]:
    for expected, row in enumerate(ledger.rows, 1):
        if row.number != expected:
            missing = f"{row.id.rpartition('-')[0]}-{expected}"
            yield f"{ledger.path}: {missing} is missing where {row.id} stands; rows are numbered without gaps"
            break
    for row in ledger.rows:
        if not row.settles or not row.page:
            yield f"{ledger.path}: {row.id} settles nothing, or names no page"
        if not _DAY.fullmatch(row.read):
            yield f"{ledger.path}: {row.id} was read on {row.read!r}, which is no day"
        if not is_evidence(row.evidence):
            yield f"{ledger.path}: {row.id} is {row.evidence!r}, which is no evidence"


def _claims(ledger: Ledger, claims: Sequence[Claim]) -> Iterator[str]:
    known = {row.id: row for row in ledger.rows}
    for claim in claims:
        if not claim.cites:
            yield f"{ledger.vendor}: {claim.title} cites no row of {ledger.path}"
        for row in claim.rows:
            if row not in known:
                yield f"{ledger.vendor}: {claim.title} cites {row}, which is no row of {ledger.path}"
        for owed in claim.owes:
            yield f"{ledger.vendor}: {claim.title} lacks {owed}"
        for evidence, rows in ((claim.evidence, claim.cites), *claim.in_part):
            for row in rows:
                if evidence is not None and row in known and is_evidence(known[row].evidence):
                    yield from _too_sure(ledger, claim, evidence, row, Evidence(known[row].evidence))


def _too_sure(ledger: Ledger, claim: Claim, evidence: Evidence, row: str, known: Evidence) -> Iterator[str]:
    if _STRENGTH.index(evidence) < _STRENGTH.index(known):
        yield f"{ledger.vendor}: {claim.title} says it is {evidence.value} and cites {row}, which is {known.value}"


def _proofs(ledger: Ledger, claims: Sequence[Claim], proofs: Proofs) -> Iterator[str]:
    cited = {row for claim in claims for row in claim.rows}
    for row in ledger.rows:
        if row.id in proofs and row.id in ledger.unproved:
            yield f"{ledger.path}: {row.id} is said to be beyond proof, and {proofs[row.id][0]} proves it"
        if row.id not in proofs and row.id not in ledger.unproved:
            nor = "" if row.id in cited else " and cited by nothing"
            yield f"{ledger.path}: {row.id} is proved by no test{nor}; mark one with proves({row.id!r})"
    for id in sorted(ledger.unproved, key=row_order):
        if id not in ledger.ids:
            yield f"{ledger.path}: {id} is said to be beyond proof, and is no row"
