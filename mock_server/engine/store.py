"""Where a sandbox keeps its records: found by id, paged by what is filtered, copied by pointer."""

from bisect import bisect_left, insort
from collections.abc import Hashable, Iterator
from datetime import datetime
from typing import cast

from mock_server.engine.errors import DuplicateRecord
from mock_server.engine.records import AnyKind, AnyRecord, ContentT, Kind, Record

Place = tuple[datetime, int, str]
"""Where a record stands among the others: when it was made, its ordinal in the table, its id."""

STATUS = "status"
ALL = ""


class Index:
    """Places by key, oldest first within a key. Copies share the lists until one side writes to them."""

    __slots__ = ("_buckets", "_owned")

    def __init__(self) -> None:
        self._buckets: dict[Hashable, list[Place]] = {}
        self._owned: set[Hashable] = set()

    def _own(self, key: Hashable) -> list[Place]:
        if key in self._owned:
            return self._buckets[key]
        bucket = self._buckets[key] = list(self._buckets.get(key, ()))
        self._owned.add(key)
        return bucket

    def add(self, key: Hashable, place: Place) -> None:
        """Put a place under a key."""
        bucket = self._own(key)
        if not bucket or place > bucket[-1]:
            bucket.append(place)
        else:
            insort(bucket, place)

    def drop(self, key: Hashable, place: Place) -> None:
        """Take a place away from a key under which it stands."""
        bucket = self._own(key)
        del bucket[bisect_left(bucket, place)]
        if not bucket:
            del self._buckets[key]
            self._owned.discard(key)

    def places(self, key: Hashable) -> list[Place]:
        """The places under a key, oldest first. Not to be changed."""
        return self._buckets.get(key, [])

    def copy(self) -> "Index":
        """An index with the same places. From here each side copies a list before it writes to it."""
        other = Index()
        other._buckets = self._buckets.copy()
        self._owned = set()
        return other


class Table:
    """The records of one kind. Copies share everything until one side writes: a fork costs the same however much it holds."""

    __slots__ = ("_indexes", "_is_shared", "_kind", "_places", "_records", "_serial", "_unique")

    def __init__(self, kind: AnyKind) -> None:
        self._kind = kind
        self._records: dict[str, AnyRecord] = {}
        self._places: dict[str, Place] = {}
        self._serial = 0
        self._is_shared = False
        self._indexes = {name: Index() for name in (ALL, STATUS, *kind.indexes) if name not in kind.unique}
        self._unique: dict[str, dict[Hashable, str]] = {name: {} for name in kind.unique}

    def _key(self, index: str, record: AnyRecord) -> Hashable:
        if index == STATUS:
            return record.status
        return "" if index == ALL else self._kind.indexes[index](record)

    def get(self, id: str) -> AnyRecord | None:
        """The record of that id."""
        return self._records.get(id)

    def put(self, record: AnyRecord) -> None:
        """Store a record, in place of the one with its id if there is one.

        Raises:
            DuplicateRecord: another record has its key in a unique index. Nothing is stored.
        """
        if self._is_shared:
            self._own()
        before = self._records.get(record.id)
        for name, taken in self._unique.items():
            key = self._key(name, record)
            if key is not None and taken.get(key, record.id) != record.id:
                raise DuplicateRecord(self._kind.name, name, str(key))
        if before is None:
            self._serial += 1
            self._places[record.id] = (record.created_at, self._serial, record.id)
        for name, index in self._indexes.items():
            old, new = self._keys(name, before, record)
            if old != new:
                self._shift(index, self._places[record.id], old, new)
        for name, taken in self._unique.items():
            old, new = self._keys(name, before, record)
            taken.pop(old, None)
            if new is not None:
                taken[new] = record.id
        self._records[record.id] = record

    def _keys(self, name: str, before: AnyRecord | None, after: AnyRecord) -> tuple[Hashable, Hashable]:
        return (None if before is None else self._key(name, before)), self._key(name, after)

    @staticmethod
    def _shift(index: Index, place: Place, old: Hashable, new: Hashable) -> None:
        if old is not None:
            index.drop(old, place)
        if new is not None:
            index.add(new, place)

    def remove(self, id: str) -> None:
        """Forget the record of that id."""
        if self._is_shared:
            self._own()
        record = self._records.pop(id)
        place = self._places.pop(id)
        for name, index in self._indexes.items():
            key = self._key(name, record)
            if key is not None:
                index.drop(key, place)
        for name, taken in self._unique.items():
            taken.pop(self._key(name, record), None)

    def only(self, index: str, key: Hashable) -> AnyRecord | None:
        """The one record with that key in a unique index."""
        id = self._unique[index].get(key)
        return None if id is None else self._records[id]

    def count(self, index: str = ALL, key: Hashable = "") -> int:
        """How many records stand under a key."""
        return len(self._indexes[index].places(key))

    def page(self, index: str, key: Hashable, offset: int, limit: int) -> list[AnyRecord]:
        """Records under a key, newest first; costs as much as the page, not the table."""
        places = self._indexes[index].places(key)
        stop = len(places) - offset
        if stop <= 0 or limit <= 0:
            return []
        return [self._records[place[2]] for place in reversed(places[max(0, stop - limit) : stop])]

    def each(self) -> Iterator[AnyRecord]:
        """All records, oldest first."""
        return (self._records[place[2]] for place in self._indexes[ALL].places(""))

    def copy(self) -> "Table":
        """A table with the same records."""
        other = Table(self._kind)
        other._records = self._records
        other._places = self._places
        other._serial = self._serial
        other._indexes = self._indexes
        other._unique = self._unique
        self._is_shared = other._is_shared = True
        return other

    def _own(self) -> None:
        self._records = self._records.copy()
        self._places = self._places.copy()
        self._indexes = {name: index.copy() for name, index in self._indexes.items()}
        self._unique = {name: taken.copy() for name, taken in self._unique.items()}
        self._is_shared = False


class Store:
    """All records of a sandbox, a table for each kind.

    What comes out of the table of a kind is of that kind: `put` is the only way in, and asks for the two to agree.
    """

    __slots__ = ("_tables",)

    def __init__(self) -> None:
        self._tables: dict[str, Table] = {}

    def _table(self, kind: Kind[ContentT]) -> Table:
        table = self._tables.get(kind.name)
        if table is None:
            table = self._tables[kind.name] = Table(kind)
        return table

    def get(self, kind: Kind[ContentT], id: str) -> Record[ContentT] | None:
        """The record of that kind and id."""
        table = self._tables.get(kind.name)
        return None if table is None else cast("Record[ContentT] | None", table.get(id))

    def put(self, kind: Kind[ContentT], record: Record[ContentT]) -> None:
        """Store a record, in place of the one with its id if there is one.

        Raises:
            DuplicateRecord: another record has its key in a unique index. Nothing is stored.
        """
        self._table(kind).put(record)

    def remove(self, kind: Kind[ContentT], id: str) -> None:
        """Forget a record that is there."""
        self._table(kind).remove(id)

    def only(self, kind: Kind[ContentT], index: str, key: Hashable) -> Record[ContentT] | None:
        """The one record with that key in a unique index."""
        return cast("Record[ContentT] | None", self._table(kind).only(index, key))

    def count(self, kind: Kind[ContentT], index: str = ALL, key: Hashable = "") -> int:
        """How many records of the kind stand under a key, all of them without one."""
        return self._table(kind).count(index, key)

    def page(
        self, kind: Kind[ContentT], index: str = ALL, key: Hashable = "", *, offset: int = 0, limit: int = 50
    ) -> list[Record[ContentT]]:
        """Records of the kind under a key, newest first."""
        return cast("list[Record[ContentT]]", self._table(kind).page(index, key, offset, limit))

    def each(self, kind: Kind[ContentT]) -> Iterator[Record[ContentT]]:
        """All records of the kind, oldest first."""
        return cast("Iterator[Record[ContentT]]", self._table(kind).each())

    def copy(self) -> "Store":
        """A store with the same records; costs as much as their pointers."""
        other = Store()
        other._tables = {name: table.copy() for name, table in self._tables.items()}
        return other
