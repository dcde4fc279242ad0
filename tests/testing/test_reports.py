"""What the report says of a test's sandbox, and what a test may not pass with."""

import pytest

from tests.testing.conftest import Suite

REFUSED = """
    import pytest

    def test_refused(order):
        assert order(shippingAddress=None).status_code == 422
"""
BY_RULE = """
    import pytest

    def test_by_rule(order):
        assert order(patientId="pat_notfound").status_code == 422
"""


def test_a_failure_tells_calls_moves_deliveries_and_why(suite: Suite) -> None:
    done = suite("""
        def test_fails(order, orders, clock):
            id = order().json()["id"]
            orders.move("nimbus", id, "process")
            clock.advance("1d")
            orders.move("nimbus", id, "ship")
            order(shippingAddress=None)
            assert False, "on purpose"
    """)

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        [
            "*what happened in the sandbox test_clinic-test_fails*",
            "2026-01-05 09:00:00",
            "    1  command  start scenario=default seed=1",
            "    2  call     nimbus POST /orders -> 201  (nimbus.create_order)",
            "    3  move     nimbus.order ord_*: create, pending",
            "*  clock    advance 1d: 2026-01-05T09:00:00Z -> 2026-01-06T09:00:00Z",
            "2026-01-06 09:00:00",
            "*  move     nimbus.order ord_*: ship, processing -> shipped",
            "*  call     nimbus POST /orders -> 422  (nimbus.create_order)",
            "         why: *",
            "*  nimbus order.fulfilled about nimbus.order ord_* is collected",
        ]
    )


def test_a_fixture_that_fails_tells_the_story_too(suite: Suite) -> None:
    done = suite("""
        import pytest

        @pytest.fixture
        def shipped(orders):
            orders.move("nimbus", "ord_abc123xyz", "shipp")

        def test_fails(shipped):
            pass
    """)

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(
        ["*unknown-move*it knows: process, ship, deliver, cancel", "*what happened in the sandbox test_clinic-test_fails*"]
    )


def test_an_expectation_that_fails_shows_no_code_of_the_client(suite: Suite) -> None:
    done = suite("""
        def test_fails(verify):
            verify(calls=[{"operation": "nimbus.create_order"}])
    """)

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*NotVerified: 1 failures in 1 checks", "*/calls/0: expected at least 1 with operation nimbus*"])
    done.stdout.no_fnmatch_line("*asking.py*")
    done.stdout.no_fnmatch_line("*sandboxes.py*")


def test_a_test_that_passes_tells_nothing(suite: Suite) -> None:
    suite("def test_passes(order): order()", "-rA").stdout.no_fnmatch_line("*what happened in the sandbox*")


# -- refusals that nobody explains -------------------------------------------------------------------------------------


def test_refusals_are_let_pass_unless_asked_otherwise(suite: Suite) -> None:
    suite(REFUSED).assert_outcomes(passed=1)
    suite(REFUSED, "--mock-server-fail-on", "nothing", ini="mock_server_fail_on = refusals").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("options", "ini"), [([], "mock_server_fail_on = refusals violations"), (["--mock-server-fail-on=violations,refusals"], "")]
)
def test_a_refusal_that_nobody_expects_fails_the_test_if_asked(suite: Suite, options: list[str], ini: str) -> None:
    done = suite(REFUSED, *options, ini=ini)

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        [
            "the test passed, but not without complaints:",
            "*call     nimbus POST /orders -> 422  (nimbus.create_order)",
            "         why: *",
            "         meant so? @pytest.mark.expects_refusal('nimbus.validation_error')",
        ]
    )


def test_a_call_that_the_vendor_does_not_have_is_a_refusal_too(suite: Suite) -> None:
    done = suite("""
        import httpx
        import pytest

        @pytest.mark.fail_on("refusals")
        def test_mistyped(sandbox):
            httpx.get(f"{sandbox.url('nimbus')}/order", headers=sandbox.headers("nimbus"))
    """)

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*call     nimbus GET /order -> 404  (no operation)"])


def test_a_violation_fails_the_test_if_asked_and_says_what_to_send(suite: Suite) -> None:
    text = """
        def test_sloppy(order):
            assert order(colour="red").status_code == 201
    """

    suite(text, "--mock-server-fail-on", "refusals").assert_outcomes(passed=1)
    done = suite(text, "--mock-server-fail-on", "violations")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        ["*call     nimbus POST /orders -> 201  (nimbus.create_order)", "         violation: /colour: *; *"]
    )


def test_refusals_that_are_expected_or_made_by_a_rule_pass(suite: Suite) -> None:
    expected = REFUSED.replace("    def test", "    @pytest.mark.expects_refusal('nimbus.validation_error')\n    def test")

    suite(expected, "--mock-server-fail-on", "refusals").assert_outcomes(passed=1)
    suite(expected.replace("nimbus.", ""), "--mock-server-fail-on", "refusals").assert_outcomes(passed=1)
    suite(BY_RULE, "--mock-server-fail-on", "refusals").assert_outcomes(passed=1)


def test_a_marker_goes_before_what_holds_for_all(suite: Suite) -> None:
    lenient = REFUSED.replace("    def test", "    @pytest.mark.fail_on()\n    def test")

    suite(lenient, "--mock-server-fail-on", "refusals").assert_outcomes(passed=1)


def test_what_a_test_cannot_fail_for_is_named(suite: Suite) -> None:
    done = suite(REFUSED, "--mock-server-fail-on", "refusal")

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["a test cannot fail on 'refusal'; it can on refusals, violations, nothing"])


def test_a_sandbox_that_its_test_dropped_has_nothing_to_complain_of(suite: Suite) -> None:
    text = REFUSED.replace("(order)", "(order, sandbox)") + "        sandbox.drop()\n"

    suite(text, "--mock-server-fail-on", "refusals").assert_outcomes(passed=1)
