"""The clinic, with the mock server's sandbox as its pharmacy."""

import threading
from collections.abc import Iterator

import pytest
from clinic.book import Book
from clinic.news import Receiver
from clinic.ordering import Clinic
from clinic.pharmacy import Pharmacy

from mock_server.client import Sandbox, Subscription

SECRET = "whsec_test"


@pytest.fixture
def book() -> Iterator[Book]:
    """An empty book."""
    book = Book()
    yield book
    book.close()


@pytest.fixture
def pharmacy(sandbox: Sandbox) -> Iterator[Pharmacy]:
    """The code under test is given the sandbox's address and key, and waits for nothing."""
    pharmacy = Pharmacy(sandbox.url("nimbus"), sandbox.headers("nimbus")["X-API-Key"], pause=lambda _: None)
    yield pharmacy
    pharmacy.close()


@pytest.fixture
def clinic(pharmacy: Pharmacy, book: Book) -> Clinic:
    """The clinic."""
    return Clinic(pharmacy, book)


@pytest.fixture
def listening(book: Book, sandbox: Sandbox) -> Iterator[Subscription]:
    """The clinic's receiver listens, and the pharmacy knows of it."""
    with Receiver(("127.0.0.1", 0), book, SECRET) as receiver:
        thread = threading.Thread(target=receiver.serve_forever)
        thread.start()
        yield sandbox.webhooks.subscribe("nimbus", receiver.url, secret=SECRET)
        receiver.shutdown()
        thread.join()
