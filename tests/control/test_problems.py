"""The catalogue of problems, and the page that explains them."""

import re
from pathlib import Path

from mock_server.control.problems import CATALOGUE, TABLE
from mock_server.engine.errors import EngineError
from mock_server.sandboxes.errors import SandboxError

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"


def test_each_problem_has_a_heading_and_each_heading_a_problem() -> None:
    sections = re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)[1:]
    explained = {section.partition("\n")[0]: section.partition("\n\n")[2][:3] for section in sections}

    assert explained == {each.slug: str(each.status) for each in CATALOGUE}
    assert len(sections) == len(CATALOGUE)


def test_each_problem_is_explained_in_a_few_lines() -> None:
    for section in re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)[1:]:
        assert 1 <= len(section.strip().splitlines()) - 2 <= 3, section


def test_every_refusal_of_the_engine_and_of_the_sandboxes_is_a_problem() -> None:
    assert {*EngineError.__subclasses__(), *SandboxError.__subclasses__()} <= TABLE.keys()


def test_every_problem_that_a_refusal_becomes_is_in_the_catalogue() -> None:
    assert set(TABLE.values()) <= set(CATALOGUE)
