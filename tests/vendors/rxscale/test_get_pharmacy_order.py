import base64
import re

import pytest

from mock_server.vendors.rxscale.pdf import one_page
from tests.clients import Client
from tests.vendors.rxscale.calls import GROUP, ORDERS, PHARMACY, order


@pytest.mark.proves("RXS-59", "RXS-62")
@pytest.mark.parametrize("uid", ["po-nothing", "po-207", "PO-ABC123", "%00", "po-abc123.json"])
def test_an_unknown_order_and_one_of_another_pharmacy_are_not_found_alike(client: Client, uid: str) -> None:
    answer = client.get(f"{ORDERS}/{uid}", PHARMACY)

    assert (answer.status_code, answer.json()) == (404, {"error": "Resource not found"})


def test_a_groups_key_reads_the_orders_of_the_pharmacy_it_names(client: Client) -> None:
    assert client.get(f"{ORDERS}/po-207?pharmacy_uid=pharmacy-uid", GROUP).json()["uid"] == "po-207"
    assert client.get(f"{ORDERS}/po-207?pharmacy_uid=ph-xyz", GROUP).status_code == 404


@pytest.mark.proves("RXS-22")
def test_the_prescription_is_a_whole_pdf_whose_table_leads_to_its_objects(client: Client) -> None:
    file = base64.b64decode(order(client, "po-abc123")["prescription_file"]["content_base64"], validate=True)

    start = int(file.rstrip().splitlines()[-2])
    assert file.startswith(b"%PDF-1.4\n")
    assert file.endswith(b"%%EOF\n")
    assert file[start:].startswith(b"xref\n0 6\n")
    places = [int(place) for place in re.findall(rb"([0-9]{10}) 00000 n", file[start:])]
    assert [file[place : place + 8] for place in places] == [b"%d 0 obj\n" % n for n in range(1, 6)]
    (length,) = re.findall(rb"/Length ([0-9]+)", file)
    (content,) = re.findall(rb"stream\n(.*)\nendstream", file, re.DOTALL)
    assert len(content) == int(length)
    assert b"Max Mustermann" in content


def test_signs_that_mean_something_in_a_pdf_are_escaped() -> None:
    assert b"(\\(a\\) \\\\ b\xfc?) Tj" in one_page(["(a) \\ bü☃"])


def test_the_same_order_gives_the_same_file_each_time(client: Client) -> None:
    assert client.get(f"{ORDERS}/po-abc123", PHARMACY).content == client.get(f"{ORDERS}/po-abc123", PHARMACY).content
