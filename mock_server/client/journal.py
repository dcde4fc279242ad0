"""A sandbox's journal, as a client reads it."""

from collections.abc import Iterable

from mock_server.client.answers import Entry, JournalPage
from mock_server.client.asking import Resource, Steps, WayT_co, below, operation
from mock_server.client.errors import OWN
from mock_server.client.story import tell

__tracebackhide__ = OWN

_PAGE = 1_000


class Journal(Resource[WayT_co]):
    """What happened in a sandbox, oldest first. Credentials are masked."""

    @operation
    def page(
        self, /, *, since: int = 0, limit: int = 100, kind: str | None = None, **filters: str | int | bool
    ) -> Steps[JournalPage]:
        """A page of entries. `filters` are further parameters that the server takes."""
        return self._get("", JournalPage, since=since, limit=limit, kind=kind, **filters)

    @operation
    def entries(self, /, *, since: int = 0, kind: str | None = None, **filters: str | int | bool) -> Steps[list[Entry]]:
        """All entries after a number, page by page."""
        return self._all(since, kind, filters)

    @operation
    def calls(self, *, since: int = 0) -> Steps[list[Entry]]:
        """All calls after a number."""
        return self._all(since, "call", {})

    @operation
    def get(self, n: int) -> Steps[Entry]:
        """One entry, whole: a call with its request and its answer."""
        return self._get(below(n), Entry)

    @operation
    def last(self) -> Steps[int]:
        """The number of the newest entry: what to give as `since`, to look only at what comes from now on."""
        page = yield from self._get("", JournalPage, limit=1)
        return page.last

    @operation
    def story(self, *, last: int = 50) -> Steps[str]:
        """The last entries told as lines of text, with what was wrong with each refused call and what to do."""
        page = yield from self._get("", JournalPage, limit=1)
        entries = yield from self._all(max(0, page.last - last), None, {})
        told = yield from self._whole(entries)
        return "\n".join(tell(told))

    @operation
    def explained(self, entries: Iterable[Entry]) -> Steps[list[Entry]]:
        """The same entries, those of refused calls and of calls with violations whole."""
        return self._whole(entries)

    def _whole(self, entries: Iterable[Entry]) -> Steps[list[Entry]]:
        found: list[Entry] = []
        for entry in entries:
            needs_more = entry.explanation is not None or entry.violations
            found.append((yield from self._get(below(entry.n), Entry)) if needs_more else entry)
        return found

    def _all(self, since: int, kind: str | None, filters: dict[str, str | int | bool]) -> Steps[list[Entry]]:
        found: list[Entry] = []
        following: int | None = since
        while following is not None:
            page = yield from self._get("", JournalPage, since=following, limit=_PAGE, kind=kind, **filters)
            found += page.entries
            following = page.next
        return found
