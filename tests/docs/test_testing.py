"""The README's first test and the page on tests, run as they are printed."""

import re

import pytest

from tests.live import ROOT

README = (ROOT / "README.md").read_text()
PAGE = (ROOT / "docs/testing.md").read_text()


def _blocks(text: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def test_the_first_useful_test_has_six_lines_and_passes(pytester: pytest.Pytester) -> None:
    (first,) = _blocks(README)
    pytester.makepyfile(first)

    assert len([line for line in first.splitlines() if line]) == 6
    pytester.runpytest_subprocess("-p", "no:schemathesis").assert_outcomes(passed=1)


def test_what_the_page_shows_passes(pytester: pytest.Pytester) -> None:
    blocks = _blocks(PAGE)
    pytester.makepyfile("\n\n".join(blocks))

    done = pytester.runpytest_subprocess("-p", "no:schemathesis", "--strict-markers")

    done.assert_outcomes(passed=sum(block.count("\ndef test_") + block.startswith("def test_") for block in blocks))


def test_the_page_names_every_option_marker_and_fixture(pytester: pytest.Pytester) -> None:
    said = pytester.runpytest("--help").stdout.str() + pytester.runpytest("--markers").stdout.str()
    fixtures = pytester.runpytest("--fixtures").stdout.str().partition("fixtures defined from mock_server.pytest_plugin")[2]
    fixtures = fixtures.partition("--- fixtures defined from")[0]
    names = {
        *re.findall(r"--mock-server[-\w]+", said),
        *re.findall(r"^\s+(mock_server_\w+) \(", said, re.MULTILINE),
        *re.findall(r"^(\w+)(?: \[session scope\])? -- ", fixtures, re.MULTILINE),
        "scenario",
        "fail_on",
        "expects_refusal",
    }

    assert {"--mock-server-url", "mock_server_fail_on", "sandbox", "clock", "verify"} <= names
    assert [name for name in sorted(names) if name not in PAGE] == []
