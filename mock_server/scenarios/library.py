"""The scenarios that lie in folders, found by name, and what each of them stands on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mock_server.scenarios.entries import is_name
from mock_server.scenarios.errors import EndlessExtends, ScenarioError, ScenarioMistake, UnknownScenario, nearest
from mock_server.scenarios.loader import DEEPEST_EXTENDS, SUFFIX, load_text, too_deep
from mock_server.scenarios.scenario import Scenario
from mock_server.scenarios.words import Words
from mock_server.scenarios.yaml_reader import LARGEST, peek


@dataclass(frozen=True, slots=True)
class _Link:
    """One scenario in a row of scenarios that extend each other."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class _Below:
    """What a scenario that is being read may extend; it knows what already stands on that scenario."""

    load: Callable[[str], Scenario]


class ScenarioLibrary:
    """The scenarios of some folders, earlier folders first. What has been loaded by name is kept."""

    def __init__(self, folders: Sequence[Path], words: Words) -> None:
        self._folders = tuple(folders)
        self._words = words
        self._loaded: dict[str, Scenario] = {}

    def names(self) -> list[str]:
        """The names of all scenarios, such as `default` and `nimbus/slow`, sorted."""
        found = (
            path.relative_to(folder).with_suffix("").as_posix()
            for folder in self._folders
            for path in folder.rglob(f"*{SUFFIX}")
        )
        return sorted({name for name in found if self._find(name) is not None})

    def titles(self) -> list[tuple[str, str]]:
        """Each name with its title, which is empty where the file is too broken to have one."""
        found = ((name, self._find(name)) for name in self.names())
        return [(name, peek(_read(path), "title") or "") for name, path in found if path is not None]

    def text(self, name: str) -> str:
        """The text of the scenario of that name, as it lies in one of the folders.

        Raises:
            UnknownScenario: there is none.
        """
        path = self._find(name)
        if path is None:
            raise self._unknown(name)
        return _read(path).decode("utf-8-sig", "replace")

    def load(self, name_or_path: str, /) -> Scenario:
        """The scenario of that name, or in the file at that path if it ends in `.yaml`.

        A path may lead anywhere. Ask `named` for what comes from a caller who may not read every file.

        Raises:
            UnknownScenario: there is none.
            ScenarioError: it cannot be used, or what it extends cannot.
        """
        if not name_or_path.endswith(SUFFIX):
            return self.named(name_or_path)
        path = Path(name_or_path)
        if not path.is_file():
            raise self._unknown(name_or_path)
        return self._load(path, _Link(path.stem, path.resolve()), (), beside=path.parent)

    def named(self, name: str) -> Scenario:
        """The scenario of that name in one of the folders, and never outside them.

        Raises:
            UnknownScenario: there is none.
            ScenarioError: it cannot be used, or what it extends cannot.
        """
        return self._named(name, ())

    def read(self, text: str, file: str) -> Scenario:
        """A scenario that is given as text; `file` is the name that mistakes are reported under.

        It may stand on what lies in the folders.

        Raises:
            ScenarioError: it cannot be used, or what it extends cannot.
        """
        return load_text(text, file, self._words, _Below(partial(self._load_base, above=(), beside=None)))

    def _named(self, name: str, above: tuple[_Link, ...]) -> Scenario:
        if name in self._loaded:
            return self._loaded[name]
        path = self._find(name)
        if path is None:
            raise self._unknown(name)
        # What lies in a folder extends only what lies in the folders, whoever asks for it.
        scenario = self._load(path, _Link(name, path.resolve()), above, beside=None)
        # Its file says only the last part; it is called by what it can be asked for.
        scenario = self._loaded[name] = replace(scenario, name=name)
        return scenario

    def _load(self, path: Path, link: _Link, above: tuple[_Link, ...], *, beside: Path | None) -> Scenario:
        chain = (*above, link)
        if any(link.path == each.path for each in above):
            raise EndlessExtends("these extend each other in a circle", [each.name for each in chain])
        if len(above) > DEEPEST_EXTENDS:
            raise too_deep([each.name for each in chain])
        below = _Below(partial(self._load_base, above=chain, beside=beside))
        return load_text(_read(path), str(path), self._words, below)

    def _load_base(self, name: str, *, above: tuple[_Link, ...], beside: Path | None) -> Scenario:
        neighbour = None if beside is None else _within(beside, name)
        if beside is None or neighbour is None or self._find(name) is not None:
            return self._named(name, above)
        return self._load(neighbour, _Link(name, neighbour.resolve()), above, beside=beside)

    def _find(self, name: str) -> Path | None:
        if not is_name(name):
            return None
        return next((path for folder in self._folders if (path := _within(folder, name))), None)

    def _unknown(self, name: str) -> UnknownScenario:
        known = self.names()
        return UnknownScenario(name, known, nearest(name.removesuffix(SUFFIX), known))


def _within(folder: Path, name: str) -> Path | None:
    """The file of that name in a folder, unless a link leads out of the folder."""
    path = folder / f"{name}{SUFFIX}"
    return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None


def _read(path: Path) -> bytes:
    """The text of a file, no more of it than it takes to see that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise ScenarioError([ScenarioMistake(str(path), 1, 1, f"the file cannot be read: {error.strerror}")]) from None
