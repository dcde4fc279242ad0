"""What readers of the journal do not see."""

import pytest

from mock_server.journal.masking import BARE, MASKED, Mask, masked_text

HL7 = "MSH|^~\\&|A|B\rPID|1||PAT1||Canary^Ann\rORC|NW|order-1\r"


def test_a_known_credential_is_hidden_wherever_it_stands() -> None:
    mask = Mask(["nimbus-test-key"])

    assert mask.text("/orders/nimbus-test-key") == "/orders/***"
    assert mask.text("key=nimbus-test-key--w3&x=1") == "key=***&x=1"
    assert mask.json({"message": ["the key nimbus-test-key is wrong"]}) == {"message": ["the key *** is wrong"]}
    assert mask.headers([(b"referer", b"http://x/?nimbus-test-key")]) == [("referer", "http://x/?***")]


def test_a_longer_word_that_contains_a_credential_stays() -> None:
    mask = Mask(["order"])

    assert mask.text("/orders/preorder/re-order") == "/orders/preorder/re-order"
    assert mask.text("/order/7") == "/***/7"


def test_of_two_credentials_the_longer_is_hidden_whole() -> None:
    assert Mask(["key", "key.more"]).text("/key.more/key") == "/***/***"


@pytest.mark.parametrize(
    "text",
    [
        "sk_live_0123456789abcdef",
        "AKIAABCDEFGHIJKLMNOP",
        "ghp_0123456789abcdefghijABCDEFGHIJ0123",
        "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl",
        "-----BEGIN RSA PRIVATE KEY-----",
    ],
)
def test_what_is_shaped_like_a_key_that_works_is_hidden(text: str) -> None:
    assert MASKED.text(f"/orders/{text}?x") == "/orders/***?x"


@pytest.mark.parametrize("name", ["firstName", "date_of_birth", "Surname", "street1", "postCode", "zip_code", "e-mail"])
def test_what_tells_who_a_patient_is_is_hidden_by_its_name(name: str) -> None:
    assert MASKED.json({"customer": [{name: "canary"}]}) == {"customer": [{name: "***"}]}


def test_a_name_is_hidden_where_it_is_a_patients_and_shown_where_it_is_a_products() -> None:
    shown = MASKED.json({"patient_data": {"display_name": "canary", "uid": "pat-1"}, "sku": {"display_name": "Tablets"}})

    assert shown == {"patient_data": {"display_name": "***", "uid": "pat-1"}, "sku": {"display_name": "Tablets"}}


def test_what_is_absent_is_shown_as_absent() -> None:
    assert MASKED.json({"email": None}) == {"email": None}


@pytest.mark.parametrize("value", [HL7, "\x0b" + HL7])
def test_the_person_segments_of_a_message_are_hidden(value: str) -> None:
    shown = MASKED.json(value)

    assert "Canary" not in str(shown)
    assert "ORC|NW|order-1" in str(shown)


def test_text_that_is_no_json_hides_patients_too() -> None:
    assert MASKED.text('{"firstName": "canary", "quantity": 3') == '{"firstName": "***", "quantity": 3'
    assert MASKED.text("surname=canary&city=Austin") == "surname=***&city=Austin"


def test_what_the_server_says_names_fields_freely() -> None:
    assert Mask(["secret-1"]).sentence("email: not valid; secret-1 is unknown") == "email: not valid; *** is unknown"


def test_without_a_mask_everything_is_shown() -> None:
    body = {"email": "a", "token": "b", "x": HL7}

    assert BARE.json(body) == body
    assert BARE.text("token=x") == "token=x"
    assert BARE.headers([(b"authorization", b"Bearer x")]) == [("authorization", "Bearer x")]


def test_masking_of_credentials_alone_leaves_other_text_alone() -> None:
    assert masked_text("zip=78701&password_hint=none") == "zip=78701&password_hint=none"
