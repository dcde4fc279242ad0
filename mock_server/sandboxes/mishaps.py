"""From the faults that rules put on webhooks to what the outbox is to do about a delivery."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from mock_server.engine.engine import Engine
from mock_server.engine.records import AnyKind
from mock_server.faults.conditions import MISSING, NEWS_PARTS
from mock_server.faults.kinds import Slow, Truncate
from mock_server.faults.rules import Rule
from mock_server.faults.webhooks import (
    Disable,
    Drop,
    Duplicate,
    Late,
    NewsFault,
    Reorder,
    StaleTimestamp,
    WrongSignature,
)
from mock_server.faults.wire import Luck
from mock_server.webhooks.mishaps import Mishap
from mock_server.webhooks.voice import News
from mock_server.wire import read_json


def mishap_of(rule: Rule, fault: NewsFault, luck: Luck) -> Mishap:
    """What a fault does to the delivery that it befalls."""
    mishap = Mishap(rule.name, str(fault))
    match fault:
        case Duplicate():
            mishap = replace(mishap, copies=fault.times)
        case Late() | Reorder():
            mishap = replace(mishap, late=fault.span(luck))
        case Drop():
            mishap = replace(mishap, is_lost=True)
        case WrongSignature():
            mishap = replace(mishap, is_forged=True)
        case StaleTimestamp():
            mishap = replace(mishap, age=fault.age)
        case Truncate():
            mishap = replace(mishap, cut=fault.cut)
        case Slow():
            mishap = replace(mishap, seconds=fault.span.total_seconds())
        case Disable():
            mishap = replace(mishap, disables=True)
    return mishap


class NewsDocument(Mapping[str, object]):
    """What a rule's condition looks at in a delivery: the body that is to be sent, and the record that it tells of."""

    __slots__ = ("_engine", "_kinds", "_news")

    def __init__(self, news: News, engine: Engine, kinds: Mapping[str, AnyKind]) -> None:
        self._news = news
        self._engine = engine
        self._kinds = kinds

    def __getitem__(self, part: str) -> object:
        news = self._news
        if part == "body":
            return read_json(news.body if isinstance(news.body, bytes) else news.body())
        if part == "record":
            kind = self._kinds[news.kind]
            record = self._engine.find(kind, news.record)
            return MISSING if record is None else kind.shown(record)
        raise KeyError(part)

    def __iter__(self) -> Iterator[str]:
        return iter(NEWS_PARTS)

    def __len__(self) -> int:
        return len(NEWS_PARTS)
