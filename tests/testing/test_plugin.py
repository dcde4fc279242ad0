"""The plugin, in suites as a user would write them."""

import pytest

from mock_server.testing.embedded import serving
from tests.testing.conftest import Suite


def test_a_test_has_a_sandbox_of_its_own_named_after_it(suite: Suite) -> None:
    done = suite("""
        import pytest

        def test_first(sandbox, order):
            assert sandbox.id == "test_clinic-test_first"
            assert order().status_code == 201

        @pytest.mark.parametrize("state", ["TX", "N Y/é"])
        def test_second(sandbox, state):
            assert sandbox.id.startswith("test_clinic-test_second-")
            assert sandbox.orders.count("nimbus") == 2

        class TestClass:
            def test_third(self, sandbox):
                assert sandbox.id == "test_clinic-TestClass-test_third"
    """)

    done.assert_outcomes(passed=4)


def test_the_sandbox_is_there_in_parts(suite: Suite) -> None:
    done = suite("""
        def test_parts(order, clock, orders, webhooks, rules, journal, verify):
            id = order().json()["id"]
            orders.move("nimbus", id, "process")
            orders.move("nimbus", id, "ship")
            told = webhooks.wait("order.fulfilled", record=id)
            assert told.document["data"]["orderId"] == id
            assert clock.advance("2d").now.isoformat() == "2026-01-07T09:00:00+00:00"
            assert rules.list()
            assert [call.operation for call in journal.calls()] == ["nimbus.create_order"]
            verify(calls=[{"operation": "nimbus.create_order", "exactly": 1}], webhooks=[{"event": "order.fulfilled"}])
    """)

    done.assert_outcomes(passed=1)


def test_a_sandbox_is_dropped_after_its_test_whatever_came_of_it(suite: Suite) -> None:
    done = suite("""
        def test_fails(sandbox):
            assert False

        def test_drops_its_own(sandbox):
            sandbox.drop()

        def test_is_alone(mock_server, sandbox):
            assert [each.id for each in mock_server.sandboxes.list()] == ["default", sandbox.id]
    """)

    done.assert_outcomes(passed=2, failed=1)


def test_a_name_that_is_taken_is_counted_on(suite: Suite) -> None:
    done = suite("""
        import pytest

        @pytest.fixture(autouse=True)
        def broken_off(mock_server):
            mock_server.sandboxes.create("test_clinic-test_again")

        def test_again(sandbox):
            assert sandbox.id == "test_clinic-test_again-2"
    """)

    done.assert_outcomes(passed=1)


# -- scenarios -------------------------------------------------------------------------------------------------------


def test_a_marker_names_the_scenario_with_its_seed_and_clock(suite: Suite) -> None:
    done = suite("""
        import pytest

        @pytest.mark.scenario("default", seed=42, clock={"start": "2026-03-01T00:00:00Z"})
        def test_marked(sandbox):
            assert (sandbox.told.scenario, sandbox.told.seed) == ("default", 42)
            assert sandbox.clock.show().now.month == 3
    """)

    done.assert_outcomes(passed=1)


def test_the_ini_names_the_scenario_of_all_tests_without_a_marker(suite: Suite) -> None:
    text = """
        import pytest

        def test_by_ini(sandbox):
            assert sandbox.told.scenario == "happy-path"

        @pytest.mark.scenario("default")
        def test_by_marker(sandbox):
            assert sandbox.told.scenario == "default"
    """

    suite(text, ini="mock_server_scenario = happy-path").assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("marker", "says"),
    [
        ("'hapy-path'", "*unknown-scenario*did you mean 'happy-path'*"),
        ("", "*write @pytest.mark.scenario('name' or 'file.yaml', seed=…, clock=…)*"),
        ("'default', sed=1", "*write @pytest.mark.scenario('name' or 'file.yaml', seed=…, clock=…)*"),
        ("'lost.yaml'", "*there is no scenario 'lost.yaml' in *"),
    ],
)
def test_a_scenario_that_cannot_be_fails_the_test_by_saying_so(suite: Suite, marker: str, says: str) -> None:
    done = suite(f"""
        import pytest

        @pytest.mark.scenario({marker})
        def test_marked(sandbox):
            pass
    """)

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines([says])


def test_a_scenario_of_the_suite_itself_lies_beside_the_test_or_at_the_root(suite: Suite, pytester: pytest.Pytester) -> None:
    pytester.makefile(".yaml", story="scenario: story\ntitle: A story of its own\nextends: default\nseed: 99\n")
    done = suite("""
        import pytest

        @pytest.mark.scenario("story.yaml")
        def test_own(sandbox):
            assert (sandbox.told.scenario, sandbox.told.seed) == ("story", 99)

        @pytest.mark.scenario("broken.yaml")
        def test_broken(sandbox):
            pass
    """)

    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["there is no scenario 'broken.yaml' in *"])


# -- which server ----------------------------------------------------------------------------------------------------


def test_a_running_server_is_used_if_its_address_is_given(suite: Suite) -> None:
    text = """
        def test_elsewhere(mock_server, sandbox, order, journal):
            assert mock_server.url == "ADDRESS"
            assert order().status_code == 201
            assert len(journal.calls()) == 1
    """

    with serving() as url:
        suite(text.replace("ADDRESS", url), "--mock-server-url", url).assert_outcomes(passed=1)
        suite(text.replace("ADDRESS", url), ini=f"mock_server_url = {url}").assert_outcomes(passed=1)


def test_a_server_that_is_not_there_is_named(suite: Suite) -> None:
    done = suite("def test_nowhere(sandbox): pass", "--mock-server-url", "http://127.0.0.1:1")

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*--mock-server-url http://127.0.0.1:1: no server answers at*"])


# -- living with others ----------------------------------------------------------------------------------------------


def test_fixtures_of_the_suite_itself_go_before_those_of_the_plugin(suite: Suite) -> None:
    done = suite("""
        import pytest

        @pytest.fixture
        def clock():
            return "mine"

        @pytest.fixture
        def sandbox(sandbox):
            sandbox.orders.move("nimbus", "ord_abc123xyz", "ship")
            return sandbox

        def test_mine(clock, orders):
            assert clock == "mine"
            assert orders.get("nimbus", "ord_abc123xyz").status == "shipped"
    """)

    done.assert_outcomes(passed=1)


def test_a_suite_that_asks_for_nothing_loads_nothing(suite: Suite, pytester: pytest.Pytester) -> None:
    suite("")
    pytester.makeconftest("")
    pytester.makepyfile(
        test_clinic="""
        import sys

        def test_alone(request):
            assert request.config.pluginmanager.has_plugin("mock_server")
            ours = sorted(name for name in sys.modules if name.startswith("mock_server"))
            assert ours == ["mock_server", "mock_server.pytest_plugin", "mock_server.testing", "mock_server.testing.stash"]
            assert not {"fastapi", "httpx", "pydantic", "uvicorn"} & set(sys.modules)
    """
    )

    done = pytester.runpytest_subprocess("-p", "no:schemathesis")

    done.assert_outcomes(passed=1)
    done.stdout.no_fnmatch_line("*arning*")


def test_the_plugin_can_be_left_out(suite: Suite) -> None:
    done = suite("def test_without(sandbox): pass", "-p", "no:mock_server")

    done.stdout.fnmatch_lines(["*fixture 'sandbox' not found*"])


def test_options_fixtures_and_markers_say_what_they_are(suite: Suite) -> None:
    suite("", "--help").stdout.fnmatch_lines(["*--mock-server-url*", "*mock_server_scenario*"])
    suite("", "--fixtures").stdout.fnmatch_lines(["sandbox -- *", "*The test's own `mock_server.client.Sandbox`*"])
    suite("", "--markers").stdout.fnmatch_lines(["@pytest.mark.scenario(name, seed=None, clock=None):*"])
