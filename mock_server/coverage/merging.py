"""Documents of coverage put together: from what sandboxes met, from several documents, from a part of one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from mock_server.coverage.document import (
    NOT_COUNTED,
    Behaviour,
    Coverage,
    Share,
    Sort,
    SortCoverage,
    UnreadableCoverage,
    VendorCoverage,
)


def assemble(vendors: Iterable[VendorCoverage], shares: Iterable[Share], version: str, lost: int = 0) -> Coverage:
    """A document from what there is to meet and from what sandboxes met; what `vendors` say of a run before is not counted."""
    shares = list(shares)
    return Coverage(
        version=version,
        sandboxes=sum(share.stands_for for share in shares),
        lost=lost,
        vendors=[_filled(vendor, shares) for vendor in vendors],
        shares=shares,
    )


def merge(documents: Iterable[Coverage]) -> Coverage:
    """One document from those of several servers, such as of jobs that ran side by side.

    A sandbox whose id is in several counts as one: it is the same test. What there is to meet is all that any of them knows.

    Raises:
        UnreadableCoverage: there is no document.
    """
    documents = list(documents)
    if not documents:
        raise UnreadableCoverage("there is nothing to merge")
    vendors: dict[str, VendorCoverage] = {}
    for vendor in (each for document in documents for each in document.vendors):
        known = vendors.get(vendor.vendor)
        vendors[vendor.vendor] = vendor if known is None else _united(known, vendor)
    shares: dict[str | None, Share] = {}
    for share in (each for document in documents for each in document.shares):
        before = shares.get(share.sandbox)
        shares[share.sandbox] = share if before is None else _added(before, share)
    lost = sum(document.lost for document in documents)
    return assemble(vendors.values(), shares.values(), documents[0].version, lost)


def only(coverage: Coverage, vendors: Iterable[str]) -> Coverage:
    """The document on some vendors alone."""
    chosen = set(vendors)
    shares = [
        share.model_copy(
            update={part: _those(getattr(share, part), chosen) for part in ("calls", "unmatched", "met")},
        )
        for share in coverage.shares
        if not chosen.isdisjoint(share.met)
    ]
    return assemble([each for each in coverage.vendors if each.vendor in chosen], shares, coverage.version, coverage.lost)


def _those(members: Mapping[str, object], chosen: set[str]) -> dict[str, object]:
    return {vendor: value for vendor, value in members.items() if vendor in chosen}


def _filled(vendor: VendorCoverage, shares: Iterable[Share]) -> VendorCoverage:
    with_it = [share for share in shares if share.met.get(vendor.vendor)]
    sorts = [_filled_sort(vendor.sort(sort), [share.met[vendor.vendor].get(sort, {}) for share in with_it]) for sort in Sort]
    counted = [each for each in sorts if each.sort not in NOT_COUNTED]
    return vendor.model_copy(
        update={
            "calls": sum(share.calls.get(vendor.vendor, 0) for share in with_it),
            "unmatched": sum(share.unmatched.get(vendor.vendor, 0) for share in with_it),
            "sandboxes": sum(share.stands_for for share in with_it),
            "declared": sum(each.declared for each in counted),
            "met": sum(each.met for each in counted),
            "sorts": sorts,
        }
    )


def _filled_sort(sort: SortCoverage, found: Iterable[Mapping[str, int]]) -> SortCoverage:
    counts: Counter[str] = Counter()
    sandboxes: Counter[str] = Counter()
    for each in found:
        counts.update(each)
        sandboxes.update(each.keys())
    declared = {each.name: each for each in sort.behaviours if each.declared}
    beyond = (Behaviour(name=name, about="", declared=False) for name in sorted(counts.keys() - declared.keys()))
    behaviours = [
        each.model_copy(update={"count": counts[each.name], "sandboxes": sandboxes[each.name]})
        for each in (*declared.values(), *beyond)
    ]
    return SortCoverage(sort=sort.sort, declared=len(declared), met=len(declared.keys() & counts.keys()), behaviours=behaviours)


def _united(one: VendorCoverage, other: VendorCoverage) -> VendorCoverage:
    sorts = [
        SortCoverage(sort=sort, declared=0, met=0, behaviours=_distinct(one.sort(sort).behaviours, other.sort(sort).behaviours))
        for sort in Sort
    ]
    return one.model_copy(update={"sorts": sorts, "facts": one.facts | other.facts})


def _distinct(*lists: list[Behaviour]) -> list[Behaviour]:
    return list({each.name: each for behaviours in lists for each in behaviours}.values())


def _added(one: Share, other: Share) -> Share:
    return Share(
        sandbox=one.sandbox,
        stands_for=one.stands_for + other.stands_for if one.sandbox is None else 1,
        calls=_sum(one.calls, other.calls),
        unmatched=_sum(one.unmatched, other.unmatched),
        met={
            vendor: {sort: met for sort in Sort if (met := _sum(*(_met(share, vendor, sort) for share in (one, other))))}
            for vendor in _keys(one.met, other.met)
        },
    )


def _met(share: Share, vendor: str, sort: Sort) -> Mapping[str, int]:
    return share.met.get(vendor, {}).get(sort, {})


def _keys(*mappings: Mapping[str, object]) -> Iterator[str]:
    return iter(dict.fromkeys(key for mapping in mappings for key in mapping))


def _sum(*counts: Mapping[str, int]) -> dict[str, int]:
    return {key: sum(each.get(key, 0) for each in counts) for key in _keys(*counts)}
