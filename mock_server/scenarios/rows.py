"""Entries that are judged by the vendors' words."""

from collections.abc import Iterator

from mock_server.scenarios.entries import Entry, Remark
from mock_server.scenarios.words import Words


class Row(Entry):
    """An entry of one of the lists, which speaks of a vendor."""

    def remarks(self, words: Words) -> Iterator[Remark]:
        """What cannot be, judged by the vendors' words."""
        raise NotImplementedError
