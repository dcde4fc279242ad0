"""The figures as a picture: an SVG without scripts or fonts of its own."""

from collections.abc import Sequence
from html import escape

_LINE = 26
_WIDTH = 900


def draw(figures: Sequence[tuple[str, str, bool]]) -> str:
    """A row for each figure: a mark for whether its goal holds, what it is, and what was measured."""
    rows = []
    for n, (what, measured, holds) in enumerate(figures):
        y = 40 + n * _LINE
        colour = "#2e7d32" if holds else "#c62828"
        rows.append(f'<circle cx="20" cy="{y - 4}" r="6" fill="{colour}"/>')
        rows.append(f'<text x="40" y="{y}">{escape(what)}</text>')
        rows.append(f'<text x="{_WIDTH - 20}" y="{y}" text-anchor="end" font-weight="bold">{escape(measured)}</text>')
    height = 40 + len(figures) * _LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="14">'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>{"".join(rows)}</svg>\n'
    )
