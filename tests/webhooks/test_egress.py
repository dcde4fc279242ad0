"""Nothing is connected that the rule does not allow; proved with a network that only remembers."""

import asyncio
from collections.abc import Mapping, Sequence
from ipaddress import ip_network

import pytest

from mock_server.webhooks.addresses import Sort, read_address, sort_of
from mock_server.webhooks.courier import Courier
from mock_server.webhooks.deliveries import Attempt, Delivery, Outcome
from mock_server.webhooks.egress import NEVER, Egress, Reach, flaw_in
from mock_server.webhooks.outbox import Outbox
from tests.engine.parcels import Wall
from tests.webhooks.outboxes import make_outbox, news, subscription
from tests.webhooks.recording import Names, Recording

# What the names of the URLs below lead to. Odd spellings of addresses are names to us: the resolver reads them.
KNOWN: Mapping[str, Sequence[Sequence[str]]] = {
    "localhost": [["127.0.0.1", "::1"]],
    "127.1": [["127.0.0.1"]],
    "2130706433": [["127.0.0.1"]],
    "0x7f000001": [["127.0.0.1"]],
    "017700000001": [["127.0.0.1"]],
    "0x7f.1": [["127.0.0.1"]],
    "0": [["0.0.0.0"]],
    "hooks.public.test": [["8.8.8.8"]],
    "six.public.test": [["2606:4700::1111"]],
    "inside.private.test": [["10.1.2.3"]],
    "ula.private.test": [["fd12::1"]],
    "shared.private.test": [["100.64.1.1"]],
    "metadata.test": [["169.254.169.254"]],
    "metadata-six.test": [["fd00:ec2::254"]],
    "alibaba.test": [["100.100.100.200"]],
    "azure.test": [["168.63.129.16"]],
    "oracle.test": [["192.0.0.192"]],
    "mapped.test": [["::ffff:169.254.169.254"]],
    "mapped-loopback.test": [["::ffff:127.0.0.1"]],
    "link.test": [["fe80::1%eth0"]],
    "nat64.test": [["64:ff9b::a9fe:a9fe"]],
    "sixtofour.test": [["2002:a9fe:a9fe::1"]],
    "teredo.test": [["2001:0:1::1"]],
    "site-local.test": [["fec0::1"]],
    "mixed.test": [["8.8.8.8", "127.0.0.1"]],
    "mixed-private.test": [["8.8.8.8", "10.0.0.1"]],
    "mixed-metadata.test": [["10.0.0.1", "169.254.169.254"]],
    "multicast.test": [["224.0.0.1"]],
    "broadcast.test": [["255.255.255.255"]],
    "documentation.test": [["192.0.2.1"]],
    "benchmark.test": [["198.18.0.1"]],
    "zero.test": [["0.0.0.0"]],
    "zero-six.test": [["::"]],
    "nowhere.test": [[]],
}
LITERALS = (
    *("127.0.0.1", "127.8.8.8", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "10.0.0.1", "172.16.0.1", "172.31.0.1"),
    *(
        "192.168.0.1",
        "100.64.0.1",
        "[fd00::1]",
        "[fc00::1]",
        "8.8.8.8",
        "[2606:4700::1111]",
        "169.254.169.254",
        "169.254.170.2",
    ),
    *("169.254.0.1", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200", "192.0.0.192", "168.63.129.16", "0.0.0.0", "[::]"),
    *("224.0.0.1", "[ff02::1]", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.51.100.1", "203.0.113.1", "[2001:db8::1]"),
    *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fec0::1]", "[::7f00:1]", "198.18.0.1", "192.88.99.1"),
)
URLS = [f"http://{host}:8443/hook" for host in (*KNOWN, *LITERALS)]


def outbox_for(url: str) -> tuple[Outbox, Delivery]:
    """An outbox in which one delivery to an address is due."""
    outbox = make_outbox()
    (delivery,) = outbox.tell(news(), [subscription(url)])
    return outbox, delivery


def send(
    url: str, egress: Egress, names: Names | None = None, *, times: int = 1
) -> tuple[list[tuple[str, int]], list[Attempt]]:
    """Send to an address as often as said; answers whom the network was asked for, and the attempts."""
    network = Recording()
    resolver = names or Names({**KNOWN, **{host.strip("[]"): [[host.strip("[]")]] for host in LITERALS}})
    outbox, delivery = outbox_for(url)

    async def work() -> list[Attempt]:
        courier = Courier(egress, lambda _: 5.0, Wall(), resolve=resolver, network=lambda: network)
        await courier.settle(outbox)
        last = delivery
        for _ in range(times - 1):
            last = outbox.resend(last)
            await courier.settle(outbox)
        return last.attempts

    attempts = asyncio.run(work())
    return network.asked, attempts


def outcome_of(attempt: Attempt) -> Outcome:
    assert attempt.outcome is not None
    return attempt.outcome


def test_there_are_enough_hostile_addresses() -> None:
    assert len(set(URLS)) >= 60


@pytest.mark.parametrize("reach", Reach)
@pytest.mark.parametrize("url", URLS)
def test_nothing_is_connected_outside_the_rule(url: str, reach: Reach) -> None:
    asked, (attempt,) = send(url, Egress(reach))

    allowed = {
        Reach.LOCAL: {Sort.LOOPBACK, Sort.PRIVATE},
        Reach.TEAM: set(),
        Reach.OPEN: {Sort.LOOPBACK, Sort.PRIVATE, Sort.PUBLIC},
    }[reach]
    for host, port in asked:
        assert sort_of(read_address(host)) in allowed
        assert port == 8443
    error = outcome_of(attempt).error or ""
    assert error.startswith("blocked:") == (not asked)


@pytest.mark.parametrize("host", ["mixed.test", "mixed-private.test", "mixed-metadata.test"])
def test_one_bad_address_makes_a_bad_name(host: str) -> None:
    reach = Reach.OPEN if host == "mixed-metadata.test" else Reach.LOCAL
    asked, (attempt,) = send(f"http://{host}/", Egress(reach))

    assert asked == []
    assert (outcome_of(attempt).error or "").startswith("blocked:")


def test_a_name_that_leads_elsewhere_the_second_time_is_stopped_then() -> None:
    names = Names({"rebinding.test": [["10.0.0.1"], ["169.254.169.254"], ["8.8.8.8"]]})

    asked, attempts = send("http://rebinding.test/", Egress(), names, times=3)

    assert asked == [("10.0.0.1", 80)]
    assert [outcome_of(each).error for each in attempts] == ["refused", "blocked:metadata", "blocked:public"]


def test_a_name_is_looked_up_once_for_each_attempt_and_the_address_is_what_was_judged() -> None:
    names = Names({"inside.test": [["10.0.0.1", "10.0.0.2"]]})

    asked, _ = send("http://inside.test:81/", Egress(), names, times=2)

    assert names.asked == ["inside.test", "inside.test"]
    assert asked == [("10.0.0.1", 81), ("10.0.0.2", 81)] * 2


def test_a_name_that_could_not_be_allowed_is_not_even_looked_up() -> None:
    names = Names({"hooks.public.test": [["8.8.8.8"]]})

    asked, (attempt,) = send("http://hooks.public.test/", Egress(Reach.TEAM), names)

    assert (asked, names.asked) == ([], [])
    assert outcome_of(attempt).error == "blocked:unlisted"
    assert "--webhook-allow" in outcome_of(attempt).says


@pytest.mark.parametrize(
    ("entry", "host", "reached"),
    [
        ("hooks.public.test", "hooks.public.test", 1),
        ("HOOKS.public.test.", "hooks.public.test", 1),
        (".public.test", "six.public.test", 1),
        (".public.test", "inside.private.test", 0),
        ("public.test", "hooks.public.test", 0),
        ("inside.private.test", "inside.private.test", 1),
        ("10.0.0.0/8", "inside.private.test", 1),
        ("10.2.0.0/16", "inside.private.test", 0),
        ("fd12::/16", "ula.private.test", 1),
        ("8.0.0.0/8", "hooks.public.test", 0),
        ("metadata.test", "metadata.test", 0),
        ("169.254.0.0/16", "metadata.test", 0),
        ("localhost", "localhost", 0),
        ("127.0.0.0/8", "localhost", 0),
    ],
)
def test_a_team_server_sends_to_what_its_list_names(entry: str, host: str, reached: int) -> None:
    asked, _ = send(f"http://{host}/", Egress.of(Reach.TEAM, [entry]))

    assert len(asked) == reached


def test_a_local_server_sends_to_a_public_name_that_its_list_names() -> None:
    asked, _ = send("http://hooks.public.test/", Egress.of(Reach.LOCAL, ["hooks.public.test"]))
    assert asked == [("8.8.8.8", 80)]

    asked, (attempt,) = send("http://six.public.test/", Egress.of(Reach.LOCAL, ["hooks.public.test"]))
    assert asked == []
    assert outcome_of(attempt).says == "six.public.test is a public address; --webhook-allow lets the server send there"


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")

    asked, _ = send("http://inside.private.test:8080/", Egress())

    assert asked == [("10.1.2.3", 8080)]


def test_an_unknown_name_is_a_failure_of_its_own() -> None:
    asked, (attempt,) = send("http://unknown.test/", Egress())

    assert (asked, outcome_of(attempt).error) == ([], "dns")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "//127.0.0.1/",
            "127.0.0.1:80",
            "http://",
            "http:///x",
            "javascript:alert(1)",
        ),
        *(
            "http://user@127.0.0.1/",
            "http://u:p@127.0.0.1/",
            "http://127.0.0.1/#part",
            "http://127.0.0.1:0/",
            "http://127.0.0.1:/",
        ),
        *(
            "http://127.0.0.1:99999/",
            "http://127.0.0.1:x/",
            "http://127.0.0.1 /",
            "http://127.0.0.1/\n",
            "http://127.0.0.1/\x00",
        ),
        *("http://exämple.test/", "http://[::1/", "http://a\\@b/", "http://" + "x" * 2_050),
        *("http://169.254.169.254/", "http://[fe80::1]/", "http://0.0.0.0/", "http://224.0.0.1/", "http://192.0.2.1/"),
        *("http://[::ffff:169.254.169.254]/", "http://[64:ff9b::1]/", "http://240.0.0.1/", "http://[::]/"),
    ],
)
def test_an_address_that_can_never_be_used_is_refused_when_it_is_registered(url: str) -> None:
    assert flaw_in(url)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:9000/hooks", "https://hooks.example.test/a?b=c", "http://[::1]:80/", "http://10.0.0.1/"),
        *("https://8.8.8.8/", "HTTP://LOCALHOST/", "http://xn--exmple-cua.test/%20"),
    ],
)
def test_an_address_that_may_be_used_somewhere_is_taken(url: str) -> None:
    assert flaw_in(url) is None


def test_what_is_never_reached_lies_outside_every_reach() -> None:
    rule = Egress(Reach.OPEN, ("anything.test",), (ip_network("0.0.0.0/0"),))
    for sort, text in ((Sort.METADATA, "169.254.169.254"), (Sort.LINK_LOCAL, "169.254.1.1"), (Sort.RESERVED, "240.0.0.1")):
        assert sort in NEVER
        with pytest.raises(Exception, match=f"blocked:{sort}"):
            rule.check("anything.test", [text])
