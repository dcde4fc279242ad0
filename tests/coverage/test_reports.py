"""The forms of the report: a page with a picture, Markdown for a CI job."""

import re
from xml.etree import ElementTree as ET

import pytest

from mock_server.coverage.assumptions import assumptions
from mock_server.coverage.document import Coverage
from mock_server.coverage.markdown import markdown, questions
from mock_server.coverage.merging import only
from mock_server.coverage.picture import page
from mock_server.coverage.taking import take
from mock_server.coverage.thresholds import parse, shortfalls
from mock_server.registry import VENDORS
from tests.clients import Client
from tests.coverage.conftest import Place


@pytest.fixture
def met(client: Client, place: Place) -> Coverage:
    """What one order at Nimbus meets."""
    place()
    return only(take(client.server.sandboxes, VENDORS), ["nimbus"])


def test_the_picture_has_a_tile_for_each_behaviour_hollow_where_it_was_not_met(met: Coverage) -> None:
    text = page(met, [], assumptions(met))

    picture = ET.fromstring(re.findall(r"<svg.*?</svg>", text, re.DOTALL)[0])  # noqa: S314  # our own
    shades = [rect.attrib["class"] for rect in picture.iter("rect")]
    behaviours = [each for sort in met.vendors[0].sorts for each in sort.behaviours]
    assert len(shades) == len(behaviours)
    assert shades.count("none") == sum(not each.count for each in behaviours)


def test_the_page_asks_for_nothing_from_outside(met: Coverage) -> None:
    text = page(met, [], assumptions(met))

    assert not re.search(r"(src|href)=|https?://(?!127\.0\.0\.1)|<script|@import|url\(", text)
    assert "prefers-color-scheme: dark" in text


def test_names_that_a_run_brings_along_stay_text(met: Coverage) -> None:
    share = met.shares[0].model_copy(update={"met": {"nimbus": {"rule": {"<img src=x>": 1}}}})
    odd = only(met.model_copy(update={"shares": [share]}), ["nimbus"])

    assert "&lt;img src=x&gt;" in page(odd, [], [])
    assert "<img" not in page(odd, [], [])


def test_the_summary_says_what_is_below_its_threshold_and_what_was_missed(met: Coverage) -> None:
    text = markdown(met, shortfalls(met, [parse("move=50", VENDORS)]))

    assert "- Below the threshold: move: 0% (0 of 9), below 50%" in text
    assert re.search(r"^\| Nimbus OS \| [0-9.]+% \| 1/4 \| 1/31 \|", text, re.MULTILINE)
    assert "- move: `order.process from pending`, " in text


def test_questions_are_numbered_vendor_by_vendor(met: Coverage) -> None:
    found = assumptions(met)
    lines = questions(found).splitlines()

    assert lines[0] == "## Questions to Nimbus OS"
    assert [line.partition(".")[0] for line in lines if re.match(r"\d+\. ", line)] == [str(n + 1) for n in range(len(found))]
    assert "1 test*" in lines[4]


def test_without_guesses_there_are_no_questions() -> None:
    assert questions([]) == "Nothing that was met is inferred, invented or left open.\n"
