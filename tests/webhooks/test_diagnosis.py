"""A receiver whose signature check fails is told why."""

import base64
import hashlib
import hmac
import json

import pytest

from mock_server.webhooks.diagnosis import diagnose

SECRET = "whsec_c2VjcmV0"
BODY = b'{"b":1,"a":"\xc3\xa4"}'


def signed(body: bytes = BODY, secret: str | bytes = SECRET) -> str:
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def test_a_right_signature_is_right() -> None:
    assert diagnose(BODY, signed(), SECRET).is_right


@pytest.mark.parametrize(
    ("signature", "says"),
    [
        (f" {signed()}\n", "strip the header's value"),
        (signed().upper(), "in capitals"),
        (f"sha256={signed()}", "'sha256='"),
        (base64.b64encode(bytes.fromhex(signed())).decode(), "base64"),
        ("", "has 0 characters"),
        ("v1,abc", "64 hex digits"),
        (signed(BODY + b"\n"), "with a line end added"),
        (signed(json.dumps(json.loads(BODY)).encode()), "with blanks after commas and colons"),
        (signed(json.dumps(json.loads(BODY), ensure_ascii=False).encode()), "with blanks after commas and colons"),
        (signed(b'{"a":"\xc3\xa4","b":1}'), "its members sorted"),
        (signed(secret="c2VjcmV0"), "without its prefix whsec_"),
        (signed(secret=b"secret"), "decoded from base64"),
        (signed(secret="other"), "either the secret is another one"),
        (signed(b"{}"), "or the body is not what was signed"),
    ],
)
def test_a_wrong_signature_is_explained(signature: str, says: str) -> None:
    found = diagnose(BODY, signature, SECRET)

    assert not found.is_right
    assert says in found.says


def test_a_secret_that_was_read_with_its_line_end_is_recognised() -> None:
    assert "blanks or line end" in diagnose(BODY, signed(), f"{SECRET}\n").says


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[" * 100_000, b'"\\ud800"'])
def test_whatever_the_body_is_there_is_an_answer(body: bytes) -> None:
    assert not diagnose(body, signed(b"other"), SECRET).is_right
