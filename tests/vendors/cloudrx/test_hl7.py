"""Orders from HL7 messages: what is read, what is refused and where, and that mangled messages do no harm."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hl7apy.consts import VALIDATION_LEVEL  # type: ignore[import-untyped]  # it carries no types
from hl7apy.parser import parse_message, parse_segment  # type: ignore[import-untyped]  # it carries no types
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.app import build_app
from mock_server.vendors.cloudrx import VENDOR
from mock_server.vendors.cloudrx.explain import explain, flaws_of
from mock_server.vendors.cloudrx.hl7_order import read_order
from tests.clients import Client
from tests.vendors.cloudrx import messages
from tests.vendors.cloudrx.calls import API, CONTROL, HL7, TOKEN, create, details, orders, send_message
from tests.vendors.cloudrx.messages import ALL, HEADER, ITEM, OMP, PATIENT, RDE, SAME_ORDER, TWO_ITEMS, message, orc

PATH = f"{API}/Order/create-with-hl7message"


def last_item(client: Client) -> dict[str, object]:
    items: list[dict[str, object]] = orders(client)[-1]["content"]["items"]
    return items[-1]


@pytest.mark.parametrize("name", ["RDE", "OMP"])
def test_our_messages_follow_the_published_structures(name: str) -> None:
    message_tree: Any = parse_message(ALL[name].replace("ZZZ|ours\r", ""), validation_level=VALIDATION_LEVEL.STRICT)

    assert message_tree.validate()


@pytest.mark.parametrize("name", ["TWO_ITEMS", "ORM"])
def test_the_segments_of_our_messages_follow_the_published_ones(name: str) -> None:
    # The library knows no ORM without OBR, and takes the timing of an encoded order for that of the order.
    for line in ALL[name].split("\r")[1:-1]:
        segment: Any = parse_segment(line, version="2.5", validation_level=VALIDATION_LEVEL.STRICT)
        assert segment.validate()


@pytest.mark.proves("CLX-31", "CLX-53")
@pytest.mark.parametrize("name", list(ALL))
def test_our_messages_make_orders(client: Client, name: str) -> None:
    answer = send_message(client, ALL[name])

    assert (answer.status_code, answer.content) == (200, b'{"orderId":2}')


@pytest.mark.proves("CLX-54")
def test_the_same_prescription_by_the_three_calls_is_the_same_order(client: Client) -> None:
    kept = []
    calls: tuple[Callable[[], httpx.Response], ...] = (
        lambda: create(client, SAME_ORDER),
        lambda: create(client, SAME_ORDER, "create-with-clinic"),
        lambda: send_message(client, RDE),
    )
    for send in calls:
        client.post(f"{CONTROL}/reset", {})
        assert send().json() == {"orderId": 2}
        (order,) = [each for each in orders(client) if each["id"] == "2"]
        kept.append({name: value for name, value in order.items() if name != "history"})

    assert kept[0] == kept[1] == kept[2]


@pytest.mark.proves("CLX-55")
def test_several_items_under_one_reference_make_one_order(client: Client) -> None:
    send_message(client, TWO_ITEMS)

    items = orders(client)[-1]["content"]["items"]
    assert [each["quantity"] for each in items] == [28, 100]


def test_several_items_may_stand_under_one_orc(client: Client) -> None:
    lines = (HEADER.format(kind="RDE^O11"), PATIENT, orc(), ITEM.format(pack=""), messages.SECOND_ITEM)

    assert send_message(client, message(*lines)).status_code == 200
    assert len(orders(client)[-1]["content"]["items"]) == 2


@pytest.mark.proves("CLX-55")
def test_two_references_in_one_message_are_refused(client: Client) -> None:
    lines = (HEADER.format(kind="RDE^O11"), PATIENT, orc("a"), ITEM.format(pack=""), orc("b"), messages.SECOND_ITEM)

    assert details(send_message(client, message(*lines)), 400)[0] == "ORC-2"
    assert len(orders(client)) == 2


@pytest.mark.proves("CLX-56")
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize(("before", "after"), [("", ""), ("\x0b", "\x1c\r"), ("\ufeff", "\r\n")])
def test_all_line_endings_and_framings_are_read_alike(client: Client, end: str, before: str, after: str) -> None:
    assert send_message(client, before + RDE.replace("\r", end) + after).status_code == 200
    assert orders(client)[-1]["content"]["customer"]["surname"] == "Sample"


@pytest.mark.proves("CLX-52")
@pytest.mark.parametrize("media", ["application/json", "application/hl7-v2", "text/plain", "x-application/hl7-v2+er7", ""])
def test_raw_text_is_taken_under_any_type(client: Client, media: str) -> None:
    headers = TOKEN | ({"Content-Type": media} if media else {})

    assert client.request("PUT", PATH, content=RDE.encode(), headers=headers).status_code == 200


def test_the_document_lists_the_types_of_a_message() -> None:
    (operation,) = [each for each in VENDOR.operations if each.name == "create_order_with_hl7_message"]

    assert list(operation.body_types) == ["application/json", "text/plain", "application/hl7-v2"]


@pytest.mark.proves("CLX-52")
@pytest.mark.parametrize("media", ["application/json", "application/json; charset=utf-8", "text/json"])
def test_a_json_string_is_taken(client: Client, media: str) -> None:
    content = json.dumps(RDE).encode()

    assert client.request("PUT", PATH, content=content, headers=TOKEN | {"Content-Type": media}).status_code == 200


@pytest.mark.parametrize("body", [b"{}", b'"', b"[1]", b"", b"null"])
def test_json_that_is_no_string_is_refused(client: Client, body: bytes) -> None:
    details(client.request("PUT", PATH, content=body, headers=TOKEN | {"Content-Type": "application/json"}), 400)


def test_the_references_sample_body_is_no_message(client: Client) -> None:
    answer = client.request("PUT", PATH, content=b'"text"', headers=TOKEN | {"Content-Type": "application/json"})

    assert details(answer, 400)[0] == "MSH"


@pytest.mark.proves("CLX-56")
@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("One \\T\\ only", "One & only"),
        ("a \\F\\ b \\S\\ c \\R\\ d \\E\\ e", "a | b ^ c ~ d \\ e"),
        ("\\X4D\\orning \\XC3A9\\", "Morning é"),
        ("one\\.br\\two\\.sp2\\three", "one\ntwo\n\nthree"),
        ("\\H\\bold\\N\\", "bold"),
        ("5 \\ 10 and \\Q\\ and \\.sp99999\\", "5 \\ 10 and \\Q\\ and \\.sp99999\\"),
        ("café & ½", "café"),
    ],
)
def test_escapes_are_read_and_lone_signs_stand_for_themselves(client: Client, sent: str, read: str) -> None:
    assert send_message(client, RDE.replace("One a day", sent)).status_code == 200
    assert last_item(client)["dosage_instructions"] == read


@pytest.mark.proves("CLX-56")
def test_the_declared_encoding_characters_count(client: Client) -> None:
    other = RDE.translate(str.maketrans("|^~\\&", "!@*%$"))

    assert send_message(client, other).status_code == 200
    assert orders(client)[-1]["content"]["prescriber_name"] == "Dr Test Prescriber"


@pytest.mark.proves("CLX-56")
def test_latin_text_is_read_where_the_header_says_so(client: Client) -> None:
    latin = RDE.replace("Sample^Testina", "Müster^Testina").encode("latin-1")

    assert details(send_message(client, latin), 400)[0] == "MSH-18"
    assert send_message(client, latin.replace(b"|P|2.4", b"|P|2.4||||||8859/1")).status_code == 200
    assert orders(client)[-1]["content"]["customer"]["surname"] == "Müster"


@pytest.mark.proves("CLX-54")
def test_without_a_reference_the_message_id_is_the_order_reference(client: Client) -> None:
    send_message(client, RDE.replace("ORC|NW|order-0001^CLINICSYSTEM", "ORC|NW|"))

    assert orders(client)[-1]["content"]["clinic_order_id"] == "MSG00001"


@pytest.mark.proves("CLX-54")
def test_without_a_facility_the_clients_only_clinic_is_meant(client: Client) -> None:
    assert send_message(client, RDE.replace("|cl1234|", "||")).status_code == 200


def test_a_title_may_be_absent_and_codes_say_what_they_are(client: Client) -> None:
    assert send_message(client, OMP.replace("^^^Mrs", "")).status_code == 200

    assert orders(client)[-1]["content"]["customer"]["title"] is None
    assert (last_item(client)["dmd_code"], last_item(client)["product_id"]) == (9000000000011006, None)


UNUSABLE = [
    ("", "", "MSH"),
    ("MSH|^~\\&|", "MSH|^~|", "MSH-2"),
    ("MSH|^~\\&|", "MSH||||", "MSH-2"),
    ("MSH|^~\\&|", "MSH|^~\\^|", "MSH-2"),
    ("RDE^O11", "ADT^A01", "MSH-9"),
    ("RDE^O11", "", "MSH-9"),
    ("PID|1|", "NTE|1|", "PID"),
    ("PID|1|", "PID|1\rPID|1|", "PID"),
    ("ORC|NW", "NTE|1", "ORC"),
    ("RXE|", "NTE|", "RXE"),
    ("ORC|NW", "ORC|CA", "ORC-1"),
    ("Sample^Testina", "^Testina", "PID-5"),
    ("^^^Mrs", "^^^Lord", "PID-5"),
    ("19800229", "", "PID-7"),
    ("19800229", "19810229", "PID-7"),
    ("|F|", "|X|", "PID-8"),
    ("N1 9GU", "", "PID-11"),
    ("GBR^M", "^M", "PID-11"),
    ("GBR^M", "XXX^M", "PID-11"),
    ("07123456789^PRN^PH", "", "PID-13"),
    ("GMC1234567", "", "ORC-12"),
    ("^Prescriber^Test^^^Dr", "", "ORC-12"),
    ("|28|TAB|", "||TAB|", "RXE-10"),
    ("|28|TAB|", "|many|TAB|", "RXE-10"),
    ("|28|TAB|", "|-1|TAB|", "RXE-10"),
    ("^One a day", "", "RXE-7"),
    ("SAMPLE Alphazol 10 mg tablets^99CLX^9000000000011006^Alphazol^SCT", "^99CLX", "RXE-2"),
    ("1^SAMPLE Alphazol 10 mg tablets^99CLX^9000000000011006", "ABC^SAMPLE^L^x", "RXE-2"),
    ("TAB|2|", "TAB|often|", "RXE-12"),
    ("RXR|PO", "PO", "line 5"),
    ("RXR|PO", "\xff|PO", "line 5"),
    ("|P|2.4", "|P|3.0", "MSH-12"),
    ("Sample^Testina", '""^Testina', "PID-5"),
    ("19800229", "1980-02-29", "PID-7"),
    ("19800229", "1980022999zzz", "PID-7"),
    ("19800229", "198002291", "PID-7"),
    ("07123456789^PRN^PH", "test@example.com^NET^Internet", "PID-13"),
    ("order-0001^CLINICSYSTEM", "order-0001~order-0002", "ORC-2"),
    ("ZZZ|ours", "\x1c\r\x0bMSH|^~\\&|again", "MSH"),
    ("ZZZ|ours", "MSH|^~\\&|again", "MSH"),
]


@pytest.mark.proves("CLX-44", "CLX-53", "CLX-55", "CLX-57")
@pytest.mark.parametrize(("old", "new", "place"), UNUSABLE)
def test_an_unusable_message_is_refused_by_segment_and_field_and_explained_alike(
    client: Client, tmp_path: Path, old: str, new: str, place: str
) -> None:
    mangled = RDE.replace(old, new, 1) if old else new
    assert mangled != RDE

    assert details(send_message(client, mangled), 400)[0] == place

    path, output = tmp_path / "message.hl7", io.StringIO()
    path.write_bytes(mangled.encode())
    assert explain(path, output) == 1
    assert f"\n{place}: " in "\n" + output.getvalue()
    assert len(orders(client)) == 2


def test_what_a_sandbox_knows_is_refused_by_its_place_in_the_message(client: Client) -> None:
    assert details(send_message(client, RDE.replace("|cl1234|", "|cl9999|")), 400)[0] == "MSH-4"
    assert details(send_message(client, RDE.replace("GMC1234567", "GMC0000000")), 400)[0] == "ORC-12"
    locked = RDE.replace("Sample^Testina", "Lockedout^Testina").replace("19800229", "19900101")
    details(send_message(client, locked), 403)
    send_message(client, RDE)
    assert details(send_message(client, RDE), 400)[0] == "ORC-2"


def test_a_refusal_names_the_place_where_the_message_says_it(client: Client, play: Callable[[str], Client]) -> None:
    strict = play("switches: {cloudrx: {formats: strict}}\n")
    own_id = RDE.replace("ORC|NW|order-0001^CLINICSYSTEM", "ORC|NW|")

    send_message(client, own_id)
    assert details(send_message(client, own_id), 400)[0] == "MSH-10"
    assert details(send_message(strict, OMP.replace("9000000000011006", "9000000000011007")), 400)[0] == "RXO-1"
    assert details(send_message(strict, RDE.replace("9000000000011006", "9000000000011007")), 400)[0] == "RXE-2"


@pytest.mark.parametrize("time", ["", "10", "103000", "103000.1234+0100", "+0000"])
def test_a_birth_date_may_have_a_time(client: Client, time: str) -> None:
    assert send_message(client, RDE.replace("19800229", f"19800229{time}")).status_code == 200
    assert orders(client)[-1]["content"]["customer"]["date_of_birth"] == "1980-02-29"


def test_the_telephone_is_of_the_first_repetition_that_has_a_number(client: Client) -> None:
    numbers = "07123456789^PRN^PH~^NET^Internet^testina@example.com"
    turned = "^NET^Internet^testina@example.com~^PRN^CP~^PRN^PH^^^^^^^^^07123456789"

    assert send_message(client, RDE.replace(numbers, turned)).status_code == 200
    customer = orders(client)[-1]["content"]["customer"]
    assert (customer["telephone"], customer["email"]) == ("07123456789", "testina@example.com")


@pytest.mark.proves("CLX-56")
@pytest.mark.parametrize("media", ["text/plain; charset=iso-8859-1", 'application/hl7-v2;CHARSET="ISO-8859-1"'])
def test_latin_text_is_read_where_the_content_type_says_so(client: Client, media: str) -> None:
    latin = RDE.replace("Sample^Testina", "M\u00fcster^Testina").encode("latin-1")

    assert client.request("PUT", PATH, content=latin, headers=TOKEN | {"Content-Type": media}).status_code == 200
    assert orders(client)[-1]["content"]["customer"]["surname"] == "M\u00fcster"


@pytest.mark.proves("CLX-56")
def test_a_very_long_message_is_refused(client: Client) -> None:
    for long in ("NTE|" + "x" * 70_000, "NTE" + "|" * 10_000):
        assert details(send_message(client, RDE + long), 400)[0] == "MSH"


@pytest.mark.proves("CLX-54")
def test_explain_tells_how_a_message_would_be_read(tmp_path: Path) -> None:
    path, output = tmp_path / "message.hl7", io.StringIO()
    path.write_text(RDE, newline="")

    assert explain(path, output) == 0
    told = output.getvalue()
    assert told.startswith("RDE^O11, version 2.4, message MSG00001\n")
    assert "PID-5.1   Customer.Surname" in told
    assert "PrescribedItems[0].DmdCode" in told
    assert told.endswith("Usable: under the default switches an order of 1 item, if the sandbox knows the clinic.\n")


@pytest.mark.parametrize(("body", "code"), [(json.dumps(RDE), 0), ('"text"', 1), ('"', 1), ("{}", 1)])
def test_a_file_with_a_json_string_is_explained_as_the_call_takes_it(tmp_path: Path, body: str, code: int) -> None:
    path, output = tmp_path / "message.json", io.StringIO()
    path.write_text(body)

    assert explain(path, output) == code


def test_explaining_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    output = io.StringIO()

    assert explain(tmp_path / "none.hl7", output) == 2
    assert "none.hl7" in output.getvalue()


SIGNS = st.sampled_from(
    [*"|^~\\&\r\n\x0b\x1c\x00", "MSH", "PID", "ORC", "RXE|", "\\X", "\\.sp9", "\\.in-1\\", "é", "#", "", "9"]
)


@st.composite
def mangled_messages(draw: st.DrawFn) -> bytes:
    text = ALL[draw(st.sampled_from(sorted(ALL)))]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        until = min(len(text), at + draw(st.sampled_from([0, 0, 1, 1, 2, 5, 40, 400])))
        text = text[:at] + draw(SIGNS) + text[until:]
    sent = text.encode()
    return sent + b"\xff" if draw(st.integers(0, 20)) == 0 else sent


def test_mangled_messages_never_break_the_server_nor_make_an_order_that_explain_calls_unusable() -> None:
    with Client(build_app()) as client:
        made = [2]

        @settings(max_examples=400, deadline=None, derandomize=True, database=None)
        @given(mangled_messages())
        def send(sent: bytes) -> None:
            answer = client.request("PUT", PATH, content=sent, headers=HL7)
            assert answer.status_code in (200, 400, 403), (answer.status_code, sent)
            flaws = flaws_of(read_order(sent))
            if flaws:
                assert answer.status_code == 400, (flaws, sent)
            if answer.status_code == 200:
                made[0] += 1

        send()
        assert len(orders(client)) == made[0]
