"""`mock-server scenarios new`: a scenario to begin with, which is sound and goes as it tells."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mock_server.cli.failures import Failure
from mock_server.cli.output import say
from mock_server.scenarios.entries import is_name

_START: Final = """\
# What this scenario shows, in a sentence or two: what somebody would look for it by.
scenario: {name}
title: An order is shipped a day later, and now and then cancelled before
extends: default          # the vendors' sample records and test credentials; leave it out for an empty world
seed: 1                   # ids, chance and made-up values come from it
clock: {{start: 2026-01-05T09:00:00Z, mode: frozen}}   # or mode: running, speed: 60

# How open questions of a vendor are read; GET /_mock/vendors/nimbus lists the switches.
# switches:
#   nimbus: {{idempotency: conflict}}

# Records that are there from the start, in the vendor's own words.
fixtures:
  nimbus:
    orders: [{{id: ord_first, status: processing}}]

# Many more, made up from the seed.
# populate:
#   nimbus.order: {{count: 100, statuses: {{pending: 20%, shipped: 80%}}, over: 30d}}

# What happens to records by themselves; `mock-server scenarios show {name}.yaml --timeline` tells what that comes to.
timelines:
  - for: nimbus.order
    moves:
      - {{after: 5m, do: process}}
      - {{after: 2h, chance: 5%, do: cancel}}
      - {{after: 1d, jitter: 2h, do: ship}}

# What goes differently.
rules:
  - name: patient-seven-is-unknown
    on: nimbus.create_order
    when: {{body.patientId: pat_7}}
    refuse: {{error: validation_error, field: patientId, reason: Patient not found}}

# What a client asks and is answered; `mock-server scenarios test {name}.yaml` holds it.
conversation:
  - note: The clinic orders.
    call: POST /nimbus/orders
    as: nimbus-test-key
    body:
      patientId: pat_1234567890
      prescriptionId: rx_9876543210
      shippingAddress: {{street1: 123 Main St, city: Austin, state: TX, zip: "78701", country: US}}
    expect: {{status: 201, body: {{status: pending}}}}
    capture: {{order: body.id}}
  - {{advance: 5m}}
  - call: GET /nimbus/orders/${{order}}
    as: nimbus-test-key
    expect: {{body: {{status: processing}}}}
  - note: For patient seven the rule speaks.
    call: POST /nimbus/orders
    as: nimbus-test-key
    body:
      patientId: pat_7
      prescriptionId: rx_9876543210
      shippingAddress: {{street1: 123 Main St, city: Austin, state: TX, zip: "78701", country: US}}
    expect: {{status: 422, body: {{error: {{details: {{field: patientId}}}}}}}}
"""


def start(name: str) -> str:
    """The text of a scenario of that name to begin with."""
    return _START.format(name=name)


def new(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Write a scenario to begin with.

    Raises:
        Failure: the name is none, the file is there already, or it cannot be written.
    """
    name: str = arguments.name.removesuffix(".yaml")
    if not is_name(name) or "/" in name:
        raise Failure(f"{name!r} is no name; write small letters, digits and single hyphens")
    path = Path(arguments.to) / f"{name}.yaml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(start(name))
    except FileExistsError:
        raise Failure(f"{path} is there already; it is left as it is") from None
    except OSError as wrong:
        raise Failure(f"{path} cannot be written: {wrong.strerror or wrong}") from None
    say(f"wrote {path}; try: mock-server scenarios test {path}")
    return 0
