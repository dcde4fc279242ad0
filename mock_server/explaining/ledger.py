"""The ledger of what is known of a vendor: what a cited row settles, and on which page it was read."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mock_server import resources


class Row(NamedTuple):
    """A row of a ledger: its id, the page, the day on which that was read, what it settles, and how we know."""

    id: str
    page: str
    read: str
    says: str
    evidence: str


def rows(vendor: str, cited: Iterable[str]) -> Iterator[Row]:
    """The rows with these ids, in the order of the ids; those that the ledger does not have are left out."""
    told = resources.fidelity(vendor, "json")
    listed = [] if told is None else json.loads(told)["rows"]
    found = {row["id"]: Row(row["id"], row["page"], row["read"], row["settles"], row["evidence"]) for row in listed}
    return (found[id] for id in cited if id in found)
