"""Which test proves which row: the marks `@pytest.mark.proves("NIM-12")`, read from the tests without running them."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from ledger.rows import ROOT

Proofs = Mapping[str, tuple[str, ...]]
"""For each row that is named, the tests that name it, as `tests/engine/test_ids.py::test_…`, sorted."""


def read(folder: Path = ROOT / "tests", root: Path = ROOT) -> Proofs:
    """The marks on all tests below a folder.

    Raises:
        ValueError: a mark names nothing, or names its rows in another way than as plain texts.
    """
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        text = path.read_text()
        if "mark.proves" not in text:
            continue
        where = path.relative_to(root).as_posix()
        for test, row in _marks(ast.parse(text), where):
            found.setdefault(row, []).append(test)
    return {row: tuple(dict.fromkeys(tests)) for row, tests in found.items()}


def _marks(module: ast.Module, where: str) -> Iterator[tuple[str, str]]:
    for test in ast.walk(module):
        if not isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for decorator in test.decorator_list:
            if not isinstance(decorator, ast.Call) or ast.unparse(decorator.func) != "pytest.mark.proves":
                continue
            name = f"{where}::{test.name}"
            rows = [each.value for each in decorator.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if not rows or len(rows) != len(decorator.args) or decorator.keywords or not test.name.startswith("test_"):
                raise ValueError(f"{name}: a test proves rows by their ids, such as proves('NIM-12')")
            yield from ((name, row) for row in rows)
