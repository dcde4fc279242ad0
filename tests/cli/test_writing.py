"""`mock-server scenarios new` writes what can be checked, held and played at once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_server.cli import main
from tests.live import serving

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def written(tmp_path: Path, capsys: Capture) -> str:
    """The path of a scenario that has just been written."""
    assert main(["scenarios", "new", "my-first", "--to", str(tmp_path / "mine")]) == 0
    path = tmp_path / "mine" / "my-first.yaml"
    assert capsys.readouterr().out == f"wrote {path}; try: mock-server scenarios test {path}\n"
    return str(path)


def test_what_is_written_is_sound_and_goes_as_it_tells(written: str, capsys: Capture) -> None:
    assert main(["scenarios", "check", written]) == 0
    assert main(["scenarios", "test", written]) == 0

    assert f"as told {written}: 4 steps" in capsys.readouterr().out


def test_what_is_commented_out_is_sound_too(written: str) -> None:
    path = Path(written)
    path.write_text(
        path.read_text().replace("# switches:\n#   nimbus", "switches:\n  nimbus").replace("# populate:\n#  ", "populate:\n ")
    )

    assert main(["scenarios", "check", written]) == 0


def test_a_file_that_is_there_is_left_as_it_is(written: str, capsys: Capture) -> None:
    folder = str(Path(written).parent)

    assert main(["scenarios", "new", "my-first", "--to", folder]) == 2

    assert capsys.readouterr().err == f"mock-server: {written} is there already; it is left as it is\n"


@pytest.mark.parametrize("name", ["My First", "../up", "a/b", "", "-x-"])
def test_what_is_no_name_is_refused(name: str, tmp_path: Path, capsys: Capture) -> None:
    assert main(["scenarios", "new", "--to", str(tmp_path), "--", name]) == 2

    assert "is no name; write small letters, digits and single hyphens" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_is_played_up_to_its_end(written: str, address: str, capsys: Capture) -> None:
    assert main(["scenarios", "play", written, "--url", address, "--sandbox", "played", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["sandbox"]["id"] == "played"
    assert told["clock"]["planned"] == 0
    assert {(each["record"]["id"], each["to"]) for each in told["happened"]} == {
        ("ord_first", "shipped"),
        ("ord_abc123xyz", "shipped"),
        ("ord_1234567890", "shipped"),
    }
    assert main(["orders", "list", "--sandbox", "played", "--stage", "shipped", "--vendor", "nimbus", "--url", address]) == 0
    assert "ord_first" in capsys.readouterr().out


def test_what_happened_is_shown_as_a_table(written: str, address: str, capsys: Capture) -> None:
    assert main(["scenarios", "play", written, "--url", address]) == 0

    said = capsys.readouterr()
    assert "processing -> shipped" in said.out
    assert "my-first was played in the sandbox sandbox-" in said.out
    assert said.err == ""  # the bar is for terminals


def test_time_can_be_limited_and_nothing_may_happen(address: str, capsys: Capture) -> None:
    assert main(["scenarios", "play", "happy-path", "--url", address, "--limit", "12m"]) == 0
    first = capsys.readouterr().out
    assert main(["scenarios", "play", "default", "--url", address]) == 0
    second = capsys.readouterr().out

    assert "up to 2026-01-05T09:1" in first
    assert "more planned, next due 2026-01-05T09:15:00Z" in first
    assert second.startswith("Nothing happens by itself in this scenario.\n")


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (["nowhere"], 2, "there is no scenario 'nowhere'"),
        (["../scenarios/default"], 2, "there is no scenario '../scenarios/default'"),
        (["nowhere.yaml"], 2, "there is no scenario 'nowhere.yaml'"),
        (["default", "--limit", "soon"], 2, "--limit: 'soon' is no duration"),
    ],
)
def test_what_cannot_be_played_is_refused_in_a_line(
    argv: list[str], code: int, says: str, address: str, capsys: Capture
) -> None:
    assert main(["scenarios", "play", *argv, "--url", address]) == code

    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_a_broken_scenario_is_refused_by_the_server_with_its_place(tmp_path: Path, address: str, capsys: Capture) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("scenario: broken\ntitle: x\nextends: defalt\n")

    assert main(["scenarios", "play", str(path), "--url", address]) == 1

    assert "scenario_text:3: there is no scenario 'defalt'; did you mean 'default'?" in capsys.readouterr().err
