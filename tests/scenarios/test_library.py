"""The library: from names to files, and never out of its folders."""

from pathlib import Path

import pytest

from mock_server.scenarios.errors import ScenarioError, UnknownScenario
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.scenarios.words import Words
from tests.scenarios.examplerx import Write


def test_names_are_those_of_the_files_sorted(library: ScenarioLibrary, write: Write, folder: Path) -> None:
    for name in ("zebra", "default", "examplerx/slow"):
        write(name, "")
    (folder / "Not A Name.yaml").write_text("")
    (folder / "notes.txt").write_text("")

    assert library.names() == ["default", "examplerx/slow", "zebra"]


def test_titles_are_told_even_of_files_that_cannot_be_used(library: ScenarioLibrary, write: Write, folder: Path) -> None:
    write("default", "unknown: key")
    (folder / "broken.yaml").write_text("'")

    assert library.titles() == [("broken", ""), ("default", "The tale of default")]


def test_a_scenario_is_loaded_by_its_name(library: ScenarioLibrary, write: Write) -> None:
    write("examplerx/slow", "seed: 5")

    scenario = library.load("examplerx/slow")

    assert (scenario.name, scenario.seed) == ("examplerx/slow", 5)


def test_a_scenario_is_read_once(library: ScenarioLibrary, write: Write) -> None:
    write("default", "seed: 5")
    first = library.load("default")
    write("default", "seed: 6")

    assert library.load("default") is first


def test_an_earlier_folder_wins(write: Write, folder: Path, words: Words, tmp_path: Path) -> None:
    write("default", "seed: 5")
    write("../team/default", "seed: 6")

    assert ScenarioLibrary([tmp_path / "team", folder], words).load("default").seed == 6


def test_an_unknown_name_is_told_with_the_nearest_known_one(library: ScenarioLibrary, write: Write) -> None:
    write("default", "")

    with pytest.raises(UnknownScenario) as raised:
        library.load("defualt")

    assert str(raised.value) == "there is no scenario 'defualt'; did you mean 'default'?"
    assert (raised.value.name, raised.value.known, raised.value.nearest) == ("defualt", ("default",), "default")


def test_where_no_name_is_near_the_known_ones_are_told(library: ScenarioLibrary, write: Write) -> None:
    write("default", "")
    write("slow", "")

    with pytest.raises(UnknownScenario, match=r"^there is no scenario 'x'; known: default, slow$"):
        library.load("x")


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "a/../../outside", "", ".", "..", "outside\0", "~root", "C:outside", "Default"]
)
def test_a_name_never_leads_out_of_the_folder(library: ScenarioLibrary, write: Write, name: str) -> None:
    write("../outside", "")
    write("default", "")

    with pytest.raises(UnknownScenario):
        library.load(name)


def test_what_comes_from_outside_names_no_path(library: ScenarioLibrary, write: Write) -> None:
    path = write("../outside", "")

    with pytest.raises(UnknownScenario):
        library.named(str(path))


def test_a_link_out_of_the_folder_is_no_scenario(library: ScenarioLibrary, write: Write, folder: Path) -> None:
    outside = write("../outside", "")
    (folder / "inside.yaml").symlink_to(outside)
    (folder / "deeper").symlink_to(outside.parent)

    assert library.names() == []
    for name in ("inside", "deeper/outside"):
        with pytest.raises(UnknownScenario):
            library.load(name)


def test_a_path_may_lead_anywhere(library: ScenarioLibrary, write: Write) -> None:
    path = write("../outside", "seed: 3")

    assert library.load(str(path)).seed == 3


def test_a_path_to_nothing_is_an_unknown_scenario(library: ScenarioLibrary, write: Write, tmp_path: Path) -> None:
    write("default", "")

    with pytest.raises(UnknownScenario, match="there is no scenario"):
        library.load(str(tmp_path / "nothing.yaml"))


def test_a_file_outside_stands_on_the_library_first_and_on_its_neighbours_next(library: ScenarioLibrary, write: Write) -> None:
    write("default", "seed: 1")
    write("../default", "seed: 2")
    write("../neighbour", "extends: default\nclock: {speed: 9}")
    path = write("../outside", "extends: neighbour")

    scenario = library.load(str(path))

    assert (scenario.seed, scenario.clock.speed, scenario.extends) == (1, 9, ("neighbour", "default"))


def test_a_file_inside_does_not_stand_on_its_neighbours(library: ScenarioLibrary, write: Write) -> None:
    write("examplerx/neighbour", "")
    path = write("examplerx/slow", "extends: neighbour")

    with pytest.raises(ScenarioError) as raised:
        library.load("examplerx/slow")

    assert str(raised.value) == (f"{path}:3:10: there is no scenario 'neighbour'; did you mean 'examplerx/neighbour'?")


def test_a_circle_is_named(library: ScenarioLibrary, write: Write) -> None:
    write("a", "extends: b")
    path = write("b", "extends: a")

    with pytest.raises(ScenarioError) as raised:
        library.load("a")

    assert str(raised.value) == f"{path}:3:10: these extend each other in a circle: a -> b -> a"


def test_a_scenario_cannot_stand_on_itself(library: ScenarioLibrary, write: Write) -> None:
    path = write("a", "extends: a")

    with pytest.raises(ScenarioError) as raised:
        library.load("a")

    assert str(raised.value) == f"{path}:3:10: these extend each other in a circle: a -> a"


def test_a_file_outside_may_extend_the_one_of_its_name_in_the_library(library: ScenarioLibrary, write: Write) -> None:
    write("default", "seed: 4")
    path = write("../default", "extends: default")

    assert library.load(str(path)).seed == 4


@pytest.mark.parametrize("is_loaded_before", [False, True])
def test_a_scenario_stands_on_eight_others_at_most(library: ScenarioLibrary, write: Write, *, is_loaded_before: bool) -> None:
    write("s0", "")
    for n in range(1, 10):
        write(f"s{n}", f"extends: s{n - 1}")
    if is_loaded_before:
        assert len(library.load("s8").extends) == 8

    with pytest.raises(ScenarioError) as raised:
        library.load("s9")

    chain = " -> ".join(f"s{n}" for n in range(9, -1, -1))
    assert raised.value.mistakes[0].message == f"a scenario stands on at most 8 others: {chain}"


def test_a_row_of_a_thousand_is_given_up_early(library: ScenarioLibrary, write: Write) -> None:
    for n in range(1, 1000):
        write(f"s{n}", f"extends: s{n - 1}")

    with pytest.raises(ScenarioError, match="stands on at most 8 others: s999 -> s998 -> "):
        library.load("s999")


def test_a_file_that_is_too_large_is_not_read_to_its_end(library: ScenarioLibrary, write: Write) -> None:
    path = write("large", "")
    with path.open("ab") as file:
        file.truncate(1 << 40)

    with pytest.raises(ScenarioError, match="at most 1 MiB"):
        library.load("large")
