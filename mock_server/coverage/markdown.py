"""Coverage as Markdown, for the summary of a CI job."""

from collections.abc import Iterable, Iterator

from mock_server.coverage.assumptions import Assumption
from mock_server.coverage.document import NOT_COUNTED, Coverage, Sort, VendorCoverage
from mock_server.coverage.thresholds import Shortfall, percent


def markdown(coverage: Coverage, below: Iterable[Shortfall] = ()) -> str:
    """A summary, a table by vendor and sort, and what was not met behind a fold."""
    return "\n".join([*_summary(coverage, below), *_table(coverage), *_missed(coverage)]) + "\n"


def questions(found: Iterable[Assumption]) -> str:
    """The assumptions as numbered questions, vendor by vendor, each ready to be sent."""
    by_vendor: dict[str, list[Assumption]] = {}
    for each in found:
        by_vendor.setdefault(each.title, []).append(each)
    lines = [] if by_vendor else ["Nothing that was met is inferred, invented or left open."]
    for title, assumptions in by_vendor.items():
        lines += [f"## Questions to {title}", ""]
        for number, each in enumerate(assumptions, 1):
            lines += [
                f"{number}. {each.question}",
                "",
                f"   *{each.evidence}; {', '.join(each.rows)}; {tests(each.reach)}*",
                "",
            ]
    return "\n".join(lines).rstrip() + "\n"


def tests(count: int) -> str:
    """So many tests: a sandbox is one."""
    return f"{count} test{'' if count == 1 else 's'}"


def total(coverage: Coverage) -> str:
    """How much was met of all, in a sentence."""
    met, declared = sum(each.met for each in coverage.vendors), sum(each.declared for each in coverage.vendors)
    least = "" if coverage.is_exact else "at least "
    return f"{percent(met, declared)} of what there is to meet ({met} of {declared}), in {least}{tests(coverage.sandboxes)}"


def _summary(coverage: Coverage, below: Iterable[Shortfall]) -> Iterator[str]:
    yield "## Behaviour met"
    yield ""
    yield f"**{total(coverage)}.**"
    yield ""
    for each in below:
        yield f"- Below the threshold: {each}"
        yield ""


def _table(coverage: Coverage) -> Iterator[str]:
    yield f"| vendor | all | {' | '.join(Sort)} |"
    yield f"| --- | {' | '.join('---' for _ in range(len(Sort) + 1))} |"
    for vendor in coverage.vendors:
        cells = " | ".join(_cell(vendor, sort) for sort in Sort)
        yield f"| {vendor.title} | {percent(vendor.met, vendor.declared)} | {cells} |"


def _cell(vendor: VendorCoverage, sort: Sort) -> str:
    found = vendor.sort(sort)
    if found.declared:
        return f"{found.met}/{found.declared}"
    return str(len(found.behaviours) or "")


def _missed(coverage: Coverage) -> Iterator[str]:
    for vendor in coverage.vendors:
        missed = {each.sort: [one.name for one in each.behaviours if one.declared and not one.count] for each in vendor.sorts}
        count = sum(len(names) for sort, names in missed.items() if sort not in NOT_COUNTED)
        if count:
            yield ""
            yield f"<details><summary>{vendor.title}: {count} not met</summary>"
            yield ""
            for sort, names in missed.items():
                if names and sort not in NOT_COUNTED:
                    yield f"- {sort}: {', '.join(f'`{name}`' for name in names)}"
            yield ""
            yield "</details>"
