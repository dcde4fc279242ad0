"""Each thing that can be wrong with a ledger has a complaint of its own."""

from dataclasses import replace
from pathlib import Path

import pytest

from ledger import checks, fidelity, proofs, rows
from ledger.claims import Claim
from ledger.rows import Ledger, Row
from mock_server.engine.evidence import Evidence

ROW = Row("EXA-1", "guide", "2026-11-21", "Orders are numbered.", "documented")
GUESS = Row("EXA-2", "silence", "2026-11-21", "From 1 on.", "inferred")
LEDGER = Ledger("example", "docs/sources/example.md", (ROW, GUESS), {})
MARKS = {"EXA-1": ("tests/test_a.py::test_a",), "EXA-2": ("tests/test_a.py::test_a",)}
CLAIM = Claim("operation", "create", "Create.", ("EXA-1",), Evidence.DOCUMENTED)


def said(ledger: Ledger = LEDGER, claim: Claim = CLAIM, marks: proofs.Proofs = MARKS) -> list[str]:
    return checks.complaints(ledger, [claim], marks)


def test_a_ledger_that_is_whole_brings_no_complaint() -> None:
    assert said() == []
    assert said(claim=replace(CLAIM, in_part=((Evidence.INFERRED, ("EXA-2",)),))) == []


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (replace(ROW, id="EXA-3"), "EXA-1 is missing where EXA-3 stands"),
        (replace(ROW, read="yesterday"), "EXA-1 was read on 'yesterday', which is no day"),
        (replace(ROW, evidence="certain"), "EXA-1 is 'certain', which is no evidence"),
        (replace(ROW, page=""), "EXA-1 settles nothing, or names no page"),
    ],
)
def test_a_row_that_is_unsound_is_named_with_its_page(row: Row, complaint: str) -> None:
    assert f"docs/sources/example.md: {complaint}" in said(replace(LEDGER, rows=(row, GUESS)))[0]


@pytest.mark.parametrize(
    ("claim", "complaint"),
    [
        (replace(CLAIM, cites=()), "operation create cites no row of docs/sources/example.md"),
        (replace(CLAIM, cites=("EXA-9",)), "operation create cites EXA-9, which is no row of docs/sources/example.md"),
        (replace(CLAIM, in_part=((Evidence.INVENTED, ("EXA-9",)),)), "operation create cites EXA-9, which is no row"),
        (replace(CLAIM, cites=("EXA-1", "EXA-2")), "says it is documented and cites EXA-2, which is inferred"),
        (replace(CLAIM, owes=("an example of its body",)), "operation create lacks an example of its body"),
    ],
)
def test_a_claim_that_is_not_covered_is_named(claim: Claim, complaint: str) -> None:
    (found,) = said(claim=claim)

    assert complaint in found


def test_a_row_that_nothing_proves_is_named_unless_a_reason_stands_there() -> None:
    marks = {"EXA-1": MARKS["EXA-1"]}

    assert "EXA-2 is proved by no test and cited by nothing" in said(marks=marks)[0]
    assert said(replace(LEDGER, unproved={"EXA-2": "It is about the weather."}), marks=marks) == []


def test_a_reason_that_is_out_of_date_is_named() -> None:
    assert (
        "EXA-2 is said to be beyond proof, and tests/test_a.py::test_a proves it"
        in said(replace(LEDGER, unproved={"EXA-2": "No way."}))[0]
    )
    assert "EXA-7 is said to be beyond proof, and is no row" in said(replace(LEDGER, unproved={"EXA-7": "No way."}))[0]


def test_a_mark_of_an_unknown_row_is_named_with_its_test() -> None:
    assert checks.unknown_rows([LEDGER], {"EXA-9": ("tests/test_a.py::test_a",)}) == [
        "tests/test_a.py::test_a proves EXA-9, which is no row"
    ]


def test_rows_and_reasons_are_read_from_a_page(tmp_path: Path) -> None:
    page = tmp_path / "docs/sources/example.md"
    page.parent.mkdir(parents=True)
    page.write_text(
        "| EXA-1 | guide | 2026-11-21 | Takes `a|b`. Departs: ours takes c. | documented |\n\n"
        "## What no test can prove\n\n| row | why |\n| --- | --- |\n| EXA-1 | It is so. |\n\n## More\n\n| EXA-2 | no row |\n"
    )

    ledger = rows.read("example", tmp_path)

    assert ledger.rows == (Row("EXA-1", "guide", "2026-11-21", "Takes `a|b`. Departs: ours takes c.", "documented"),)
    assert (ledger.rows[0].departs, ledger.unproved) == (True, {"EXA-1": "It is so."})


def test_a_row_with_a_cell_too_few_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "docs/sources/example.md"
    page.parent.mkdir(parents=True)
    page.write_text("| EXA-1 | guide | 2026-11-21 | documented |\n")

    with pytest.raises(ValueError, match="a row has 5 cells, and this one 4"):
        rows.read("example", tmp_path)


def test_marks_are_read_without_running_the_tests(tmp_path: Path) -> None:
    test = tmp_path / "tests/test_a.py"
    test.parent.mkdir()
    test.write_text(
        "raise SystemExit\n\n@pytest.mark.slow\n@pytest.mark.proves('EXA-1', 'EXA-2')\ndef test_a(): ...\n\n"
        "class TestB:\n    @pytest.mark.proves('EXA-2')\n    def test_b(self): ...\n"
    )

    assert proofs.read(tmp_path / "tests", tmp_path) == {
        "EXA-1": ("tests/test_a.py::test_a",),
        "EXA-2": ("tests/test_a.py::test_a", "tests/test_a.py::test_b"),
    }


@pytest.mark.parametrize("mark", ["()", "(ROW)", "('EXA-1', ROW)", "('EXA-1', why='x')"])
def test_a_mark_that_does_not_name_its_rows_plainly_is_refused(tmp_path: Path, mark: str) -> None:
    test = tmp_path / "test_a.py"
    test.write_text(f"@pytest.mark.proves{mark}\ndef test_a(): ...\n")

    with pytest.raises(ValueError, match="test_a: a test proves rows by their ids"):
        proofs.read(tmp_path, tmp_path)


def test_two_values_differ_by_what_is_told_and_not_by_where() -> None:
    claim = {"sort": "operation", "name": "create", "about": "", "examples": ["body a", "body b"]}
    before = {"claims": [claim, claim | {"name": "read"}], "rows": [{"id": "EXA-1", "settles": "a"}], "title": "A"}
    after = before | {"claims": [claim | {"examples": ["body b"]}], "rows": [{"id": "EXA-1", "settles": "b"}]}

    assert fidelity.differences(before, before) == []
    assert fidelity.differences(before, after) == [
        "operation create is told otherwise: examples",
        "operation create: the example 'body a' is no more",
        "operation read is no more",
        "row EXA-1 is told otherwise: settles",
    ]
    assert fidelity.differences(before, before | {"title": "B"}) == ["its head or its totals are told otherwise"]
