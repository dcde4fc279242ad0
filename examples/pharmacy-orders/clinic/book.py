"""The clinic's book: what it ordered, and what it believes has become of it."""

import sqlite3
from dataclasses import dataclass
from threading import Lock

UNSENT = "unsent"
OVER = ("delivered", "cancelled")

_TABLES = """
CREATE TABLE IF NOT EXISTS orders (
    key TEXT PRIMARY KEY, patient TEXT, prescription TEXT, address TEXT, pharmacy_id TEXT, status TEXT, tracking TEXT
);
CREATE TABLE IF NOT EXISTS heard (event TEXT PRIMARY KEY);
"""


@dataclass(frozen=True)
class Row:
    """One order in the book. `pharmacy_id` is None until the pharmacy has said that it has the order."""

    key: str
    patient: str
    prescription: str
    address: str
    pharmacy_id: str | None = None
    status: str = UNSENT
    tracking: str | None = None


class Book:
    """The book, in a file or in memory. News of the pharmacy may be written down from another thread."""

    def __init__(self, path: str = ":memory:") -> None:
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.executescript(_TABLES)
        self._turn = Lock()  # a connection has one transaction: whoever writes, from whichever thread, takes turns

    def rows(self) -> list[Row]:
        """All orders, oldest first."""
        with self._turn:
            return [Row(*row) for row in self._db.execute("SELECT * FROM orders ORDER BY rowid")]

    def open_rows(self) -> list[Row]:
        """The orders that are not over."""
        return [row for row in self.rows() if row.status not in OVER]

    def add(self, row: Row) -> None:
        """Write a new order down, before anybody is asked for anything."""
        with self._turn, self._db:
            self._db.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)", tuple(vars(row).values()))

    def drop(self, key: str) -> None:
        """Strike an order out."""
        with self._turn, self._db:
            self._db.execute("DELETE FROM orders WHERE key = ?", (key,))

    def taken(self, key: str, pharmacy_id: str) -> None:
        """The pharmacy has the order, under this id."""
        with self._turn, self._db:
            self._db.execute("UPDATE orders SET pharmacy_id = ? WHERE key = ?", (pharmacy_id, key))

    def stands(self, pharmacy_id: str, status: str, tracking: str | None) -> None:
        """How the order stands, as the pharmacy tells it."""
        with self._turn, self._db:
            self._db.execute(
                "UPDATE orders SET status = ?, tracking = coalesce(?, tracking) WHERE pharmacy_id = ?",
                (status, tracking, pharmacy_id),
            )

    def hears(self, event: str) -> bool:
        """Whether an event is heard for the first time."""
        with self._turn, self._db:
            return self._db.execute("INSERT OR IGNORE INTO heard VALUES (?)", (event,)).rowcount == 1

    def close(self) -> None:
        """Close the book."""
        self._db.close()
