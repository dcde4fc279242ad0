"""Coverage as one page with a picture: a tile for each behaviour, darker the more tests met it, hollow where none did."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from mock_server.coverage.assumptions import Assumption
from mock_server.coverage.document import ABOUT, Behaviour, Coverage, SortCoverage, VendorCoverage
from mock_server.coverage.markdown import tests, total
from mock_server.coverage.thresholds import Shortfall, percent

_TILE: Final = 14
_STEP: Final = 18
_IN_A_ROW: Final = 40
_LABEL: Final = 110
_WIDTH: Final = _LABEL + _IN_A_ROW * _STEP
_SHADES: Final = ((1, "few"), (5, "some"), (20, "many"))
"""From so many tests on, a tile has that shade."""
_LEGEND: Final = (
    "A tile is a behaviour: dashed where no test met it, stronger the more did. Violet ones are the run's own: rules, "
    "and what a switch brought about."
)

_STYLE: Final = """
:root { color-scheme: light dark; --back: #fff; --ink: #1c2430; --soft: #5d6b7e; --line: #d5dbe3; --bad: #b3261e;
  --few: #9fd3c0; --some: #46a98a; --many: #12694f; --other: #8a94c9; }
@media (prefers-color-scheme: dark) { :root { --back: #12161c; --ink: #e6eaf0; --soft: #9aa7b8; --line: #333d4a;
  --bad: #ff8a80; --few: #1f5a48; --some: #2f9274; --many: #7fe0bf; --other: #6f7bc0; } }
body { background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 56rem;
  padding: 0 1rem; }
svg { display: block; height: auto; max-width: 100%; }
svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
.few { fill: var(--few); } .some { fill: var(--some); } .many { fill: var(--many); } .other { fill: var(--other); }
.none { fill: none; stroke: var(--soft); stroke-dasharray: 2 2; }
table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem;
  text-align: left; vertical-align: top; } td.n { text-align: right; }
.below { color: var(--bad); } .soft { color: var(--soft); }
details { margin: .5rem 0; } code { overflow-wrap: anywhere; }
""".strip()


def page(coverage: Coverage, below: Iterable[Shortfall], relies_on: Iterable[Assumption]) -> str:
    """The whole page. It asks for nothing from outside, and is readable in the light and in the dark."""
    lines = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><title>Behaviour met</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>Behaviour met</h1><p><strong>{escape(total(coverage))}.</strong></p>",
        *(f'<p class="below">Below the threshold: {escape(str(each))}</p>' for each in below),
        f'<p class="soft">{_LEGEND}</p>',
        *(line for vendor in coverage.vendors for line in _vendor(vendor)),
        *_questions(relies_on),
        "</body></html>",
    ]
    return "\n".join(lines) + "\n"


def _vendor(vendor: VendorCoverage) -> Iterator[str]:
    share = percent(vendor.met, vendor.declared)
    yield f"<h2>{escape(vendor.title)}: {share}</h2>"
    yield f"<p>{vendor.calls} calls in {tests(vendor.sandboxes)}; {vendor.met} of {vendor.declared} met.</p>"
    yield from _picture(vendor, f"{vendor.title}: {vendor.met} of {vendor.declared} behaviours met")
    for sort in vendor.sorts:
        if sort.behaviours:
            yield f"<details><summary>{_counted(sort)}: {escape(ABOUT[sort.sort])}</summary><table>"
            yield "<tr><th>name</th><th>what it is</th><th>times</th><th>tests</th></tr>"
            yield from (_row(each) for each in sort.behaviours)
            yield "</table></details>"


def _picture(vendor: VendorCoverage, title: str) -> Iterator[str]:
    rows: list[str] = []
    top = 0
    for sort in vendor.sorts:
        if not sort.behaviours:
            continue
        rows.append(f'<text x="0" y="{top + _TILE - 3}">{_counted(sort)}</text>')
        for position, each in enumerate(sort.behaviours):
            down, along = divmod(position, _IN_A_ROW)
            rows.append(_tile(each, _LABEL + along * _STEP, top + down * _STEP))
        top += (1 + (len(sort.behaviours) - 1) // _IN_A_ROW) * _STEP + 6
    label = escape(title)
    yield f'<svg role="img" aria-label="{label}" viewBox="0 -1 {_WIDTH} {top + 1}" width="{_WIDTH}" height="{top + 1}">'
    yield f"<title>{label}</title>"
    yield from rows
    yield "</svg>"


def _tile(behaviour: Behaviour, x: int, y: int) -> str:
    says = f"{behaviour.name}: {tests(behaviour.sandboxes) if behaviour.count else 'not met'}"
    place = f'x="{x}" y="{y}" width="{_TILE}" height="{_TILE}" rx="3"'
    return f'<rect class="{_shade(behaviour)}" {place}><title>{escape(says)}</title></rect>'


def _shade(behaviour: Behaviour) -> str:
    if not behaviour.count:
        return "none"
    if not behaviour.declared:
        return "other"
    return next(shade for least, shade in reversed(_SHADES) if behaviour.sandboxes >= least)


def _counted(sort: SortCoverage) -> str:
    return f"{sort.sort} {sort.met}/{sort.declared}" if sort.declared else f"{sort.sort} {len(sort.behaviours)}"


def _row(behaviour: Behaviour) -> str:
    name, about = escape(behaviour.name), escape(behaviour.about)
    numbers = f'<td class="n">{behaviour.count}</td><td class="n">{behaviour.sandboxes}</td>'
    return f"<tr><td><code>{name}</code></td><td>{about}</td>{numbers}</tr>"


def _questions(relies_on: Iterable[Assumption]) -> Iterator[str]:
    yield "<h2>What the tests rely on</h2>"
    yield '<p class="soft">What was met and is inferred, invented or left open, as questions to the vendor.</p><ol>'
    for each in relies_on:
        rows = escape(", ".join(each.rows))
        yield f"<li>{escape(each.title)}, {rows} ({each.evidence}), {tests(each.reach)}: {escape(each.question)}</li>"
    yield "</ol>"
