"""What schemathesis is told beside its configuration: what no schema says of HL7 and of references, and to count the answers.

schemathesis finds this file in the folder in which it is started, next to `schemathesis.toml`.
"""

import atexit
import itertools
import json
import os
import re
from collections import Counter, defaultdict, deque
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import strategies
from schemathesis import Case, HookContext, Response

# A body of HL7 goes out as text.
schemathesis.serializer.alias("application/hl7-v2", "text/plain")

_NAMES = strategies.from_regex(r"[A-Z][a-z]{1,20}", fullmatch=True)
_TEXTS = strategies.from_regex(r"[A-Za-z0-9 ,.]{0,40}[A-Za-z]", fullmatch=True)
_MESSAGE = (
    "MSH|^~\\&|CLINICSYSTEM|cl1234|CLOUDRX|PHARMACY|20260105090000||{kind}|MSG00001|P|2.5\r"
    "PID|1||PAT1^^^CLINIC||{surname}^{given}^^^Mr||{born}|M|||1 Sample Street^^London^^N1 9GU^GBR||07123456789\r"
    "ORC|NW|order-0001||||||||||GMC1234567^Prescriber^Test^^^Dr\r"
    "RXE|1|1^{medicine}^99CLX|1||TAB||^{dosage}|||{quantity}|TAB\r"
)
schemathesis.openapi.format(
    "hl7-v2",
    strategies.builds(
        _MESSAGE.format,
        kind=strategies.sampled_from(("RDE^O11^RDE_O11", "OMP^O09^OMP_O09", "ORM^O01^ORM_O01")),
        surname=_NAMES,
        given=_NAMES,
        born=strategies.dates(min_value=date(1900, 1, 1), max_value=date(2025, 12, 31)).map(lambda day: day.strftime("%Y%m%d")),
        medicine=_TEXTS,
        dosage=_TEXTS,
        quantity=strategies.integers(min_value=1, max_value=1_000_000),
    ),
)

_NEW_EACH_TIME = {
    "create_order": ("prescription", "clinicOrderId"),
    "create_order_with_clinic": ("prescription", "clinicOrderId"),
    "create_webhook": ("target",),
    "fork_sandbox": ("id",),
}
"""What a vendor takes once only: by operation, where it stands in the body."""
_ORDER_OF_MESSAGE = re.compile(r"(?<=\rORC\|NW\|)[^|\r]*")
_numbers = itertools.count(1)
_FOR_THE_CLINIC = frozenset({"create_order", "create_order_with_hl7_message"})
_cancellable: deque[int] = deque()
"""CloudRx's orders that were made for its clinic and not yet cancelled, oldest first."""
_answers: dict[str, Counter[str]] = defaultdict(Counter)


def _operation(case: Case) -> str:
    return str(case.operation.definition.raw.get("operationId"))


@schemathesis.hook
def before_call(_: HookContext, case: Case, __: dict[str, Any]) -> None:
    """Give a well-formed call what the state of things asks for: a reference that is new, an order that can be cancelled."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    operation = _operation(case)
    if operation == "cancel_order" and _cancellable and next(_numbers) % 4:
        case.query = {**(case.query or {}), "orderId": _cancellable.popleft(), "clinicCode": "cl1234"}
        for told in (case.query, case.body):
            if isinstance(told, dict):
                told.pop("clinicOrderId", None)
    elif isinstance(case.body, str):
        case.body = _ORDER_OF_MESSAGE.sub(f"order-{next(_numbers)}", case.body)
    elif operation in _NEW_EACH_TIME:
        *parents, last = _NEW_EACH_TIME[operation]
        found: Any = case.body
        for name in parents:
            found = found.get(name) if isinstance(found, dict) else None
        if isinstance(found, dict) and isinstance(found.get(last), str):
            found[last] += str(next(_numbers))


@schemathesis.hook
def after_call(_: HookContext, case: Case, response: Response) -> None:
    """Count the answer, and remember an order that was made."""
    _answers[case.operation.label][str(response.status_code)] += 1
    if _operation(case) in _FOR_THE_CLINIC and response.status_code == HTTPStatus.OK:
        _cancellable.append(response.json().get("orderId"))


@atexit.register
def _tell() -> None:
    """Write the counts, by operation and status, where the environment asks for them."""
    if _answers and "CONTRACT_ANSWERS" in os.environ:
        Path(os.environ["CONTRACT_ANSWERS"]).write_text(json.dumps(_answers), encoding="utf-8")
