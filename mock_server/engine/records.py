"""Records: immutable, replaced and never edited, each with the history of how it came to be so."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Generic, NamedTuple, TypeVar

from mock_server.engine.evidence import Grounds
from mock_server.engine.ids import IdShape
from mock_server.engine.lifecycle import Lifecycle

ContentT = TypeVar("ContentT")
ContentT_co = TypeVar("ContentT_co", covariant=True)

EVERYBODY = ""
"""The owner of records that every credential may see, such as fixtures."""


NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Step(NamedTuple):
    """One entry of a record's history: what was done, when, and the journal number of what caused it.

    A tuple, as are the other immutable things that every call makes: a frozen dataclass takes three times as long to make.
    """

    at: datetime
    do: str
    status: str
    cause: int | None = None
    given: Mapping[str, str] = NOTHING


@dataclass(frozen=True, slots=True)
class Record(Generic[ContentT_co]):
    """A thing in a sandbox. `content` is the vendor's frozen dataclass, everything else is common to all."""

    kind: str
    id: str
    owner: str
    status: str
    content: ContentT_co
    created_at: datetime
    updated_at: datetime
    history: tuple[Step, ...]

    @property
    def version(self) -> int:
        """How often the record has changed, its creation included."""
        return len(self.history)

    def is_visible_to(self, tenant: str) -> bool:
        """Whether that tenant may see the record: its own, and those that belong to everybody."""
        return self.owner in (EVERYBODY, tenant)


AnyRecord = Record[object]


@dataclass(frozen=True, slots=True)
class Kind(Generic[ContentT]):
    """A sort of record: how its ids look, how it moves, and by what it is looked up.

    `name` is `<vendor>.<kind>`. `plural` is the word that fixtures use. `indexes` maps an index's name to the function
    that gives a record's key in it; a record whose key is None is not in that index. `status` is always indexed.
    `unique` names the indexes in which a key may stand only once. `view` shows a record in the vendor's own words, as
    plain JSON values; `peeks` give what it shows at some paths, without the rest of it. `grounds` cite how we know the kind
    and its ids.
    """

    name: str
    plural: str
    content: type[ContentT]
    ids: IdShape
    view: Callable[[Record[ContentT]], dict[str, object]]
    grounds: Grounds
    lifecycle: Lifecycle[ContentT] | None = None
    indexes: Mapping[str, Callable[[Record[ContentT]], Hashable]] = field(default_factory=dict)
    unique: frozenset[str] = frozenset()
    peeks: Mapping[str, Callable[[Record[ContentT]], object]] = field(default_factory=dict)

    def shown(self, record: Record[ContentT]) -> dict[str, object]:
        """A record as conditions look at it: its view, and besides that its `id`, `status` and neutral `stage`."""
        stage = self.lifecycle.status(record.status) if self.lifecycle else None
        return {
            **self.view(record),
            "id": record.id,
            "status": record.status,
            "stage": None if stage is None else stage.stage.value,
        }

    @property
    def vendor(self) -> str:
        """The slug of the vendor it belongs to."""
        return self.name.partition(".")[0]

    @property
    def noun(self) -> str:
        """The kind's name within its vendor, such as `order`."""
        return self.name.partition(".")[2]


AnyKind = Kind[Any]
"""A kind of whatever content, where kinds of several contents stand in a row."""
