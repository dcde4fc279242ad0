"""Measure everything and print the table: `make bench`, `make bench BENCH="--picture docs/performance.svg"`."""

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bench import inside, load, servers, webhooks
from bench.picture import draw


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `ratio` is what the goal speaks of; `holds` says whether its *must* is met."""

    goal: str
    what: str
    measured: str
    must: str
    ratio: float
    holds: bool


def need_wrk() -> None:
    """Install the load generator where it is missing and this is a Debian machine.

    Raises:
        SystemExit: there is no way to install it here.
    """
    if shutil.which("wrk"):
        return
    if not shutil.which("apt-get"):
        raise SystemExit("the benchmark needs wrk; install it")
    subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=True)


def calls(runs: int) -> list[Figure]:
    """S1, S2 and S3: reads and creates against the bare answer, the two servers taking turns."""
    bare_get, bare_post, our_get, our_post = [], [], [], []
    with servers.scenario_with_rules() as scenario, servers.bare() as bare, servers.ours(scenario) as ours:
        for n in range(runs):
            bare_get.append(load.read(bare, "/"))
            our_get.append(load.read(ours, "/nimbus/orders/ord_abc123xyz"))
            bare_post.append(load.create(bare, "/", str(n)))
            our_post.append(load.create(ours, "/nimbus/orders", str(n)))
            ours.ask("POST", "/_mock/sandboxes/default/reset", "{}")
    limit_get, limit_post = load.typical(bare_get), load.typical(bare_post)
    got, posted = load.typical(our_get), load.typical(our_post)
    if got.errors or posted.errors:
        raise SystemExit(f"{got.errors} reads and {posted.errors} creates were refused: the figures mean nothing")
    read, create = limit_get.cpu_us / got.cpu_us, limit_post.cpu_us / posted.cpu_us
    slow_read, slow_create = got.p99_ms / limit_get.p50_ms, posted.p99_ms / limit_post.p50_ms
    return [
        Figure(
            "S1",
            "read an order, of bare",
            f"{read:.2f} ({got.cpu_us:.0f} µs to {limit_get.cpu_us:.0f})",
            "≥ 0.35",
            read,
            read >= 0.35,
        ),
        Figure(
            "S2",
            "create an order, of bare",
            f"{create:.2f} ({posted.cpu_us:.0f} µs to {limit_post.cpu_us:.0f})",
            "≥ 0.24",
            create,
            create >= 0.24,
        ),
        Figure("S3", "p99 of reads, of bare p50", f"{slow_read:.1f} x", "≤ 8 x", slow_read, slow_read <= 8),
        Figure("S3", "p99 of creates, of bare p50", f"{slow_create:.1f} x", "≤ 25 x", slow_create, slow_create <= 25),
    ]


def growing() -> list[Figure]:
    """S4: the cost of calls at 100,000 stored orders over that at 1,000."""
    figures = []
    small, middle, large = inside.growth()
    for what in ("create", "read", "page"):
        at = [getattr(size, f"{what}_us") for size in (small, middle, large)]
        ratio = at[2] / at[0]
        shown = f"{ratio:.2f} x ({at[0]:.1f}, {at[1]:.1f}, {at[2]:.1f} µs)"
        figures.append(Figure("S4", f"{what} at 1k, 10k and 100k stored orders", shown, "≤ 1.3 x", ratio, ratio <= 1.3))
    return figures


def listing() -> list[Figure]:
    """S4 for a list with filters: a page of RxScale's orders by status at 10,000 orders over that at 1,000."""
    small, large = inside.listing()
    ratio = large.by_status_us / small.by_status_us
    shown = f"{ratio:.2f} x ({small.by_status_us:.0f}, {large.by_status_us:.0f} µs)"
    scanned = f"{small.by_search_us:.0f}, {large.by_search_us:.0f} µs"
    return [
        Figure("S4", "page of RxScale orders by status at 1k and 10k", shown, "≤ 1.3 x", ratio, ratio <= 1.3),
        Figure("-", "the same by search, which may scan", scanned, "-", 1.0, holds=True),
    ]


def populating() -> list[Figure]:
    """10,000 made-up orders in every status, with lives behind them: the plainest kind, and the one that brings most about."""
    figures = []
    for kind in ("nimbus.order", "rxscale.order"):
        took = inside.populating(kind)
        figures.append(Figure("-", f"10,000 made-up orders of {kind}", f"{took:.2f} s", "≤ 2 s", took / 2, took <= 2))
    return figures


def starting(runs: int) -> list[Figure]:
    """S5 and S10: from the command to the first answer, and to the end of its help."""
    bare, ours = [], []
    for _ in range(runs):
        with servers.bare() as server:
            bare.append(server.first_answer_ms)
        with servers.ours() as server:
            ours.append(server.first_answer_ms)
    ratio = median(ours) / median(bare)
    helped = _took(lambda: subprocess.run([sys.executable, "-m", "mock_server", "--help"], check=True, capture_output=True), 9)
    return [
        Figure(
            "S5",
            "command to first answer, of bare",
            f"{ratio:.1f} x ({median(ours):.0f} ms to {median(bare):.0f})",
            "≤ 4 x",
            ratio,
            ratio <= 4,
        ),
        Figure("S10", "mock-server --help", f"{helped:.0f} ms", "≤ 100 ms", helped / 100, helped <= 100),
    ]


def remembering(orders: int = 10_000) -> list[Figure]:
    """S6: memory idle, and for each stored order beyond the journal's bound."""
    with servers.ours() as server:
        server.ask("GET", "/_mock/health")
        idle = server.memory_mb()
        body = (
            '{"patientId":"pat_1234567890","prescriptionId":"rx_9876543210","shippingAddress":{"street1":"123 Main St",'
            '"city":"Austin","state":"TX","zip":"78701","country":"US"}}'
        )
        headers = {"X-API-Key": load.KEY}
        for _ in range(orders):  # until the journal is at its bound
            server.ask("POST", "/nimbus/orders", body, headers)
        filled = server.memory_mb()
        for _ in range(orders):
            server.ask("POST", "/nimbus/orders", body, headers)
        each = (server.memory_mb() - filled) * 1e3 / orders
    return [
        Figure("S6", "memory idle", f"{idle:.0f} MB", "≤ 80 MB", idle / 80, idle <= 80),
        Figure("S6", "memory for a stored order", f"{each:.2f} KB", "≤ 1.5 KB", each / 1.5, each <= 1.5),
    ]


def isolating() -> list[Figure]:
    """S7: reset and fork of a sandbox with 1,000 orders, alone and beside 500 others."""
    figures = []
    for others in (0, 500):
        reset, fork = inside.reset_and_fork(others)
        for what, spread in (("reset", reset), ("fork", fork)):
            shown = f"p99 {spread.p99_ms:.2f} ms, p50 {spread.p50_ms:.2f}"
            holds = spread.p99_ms <= 1
            figures.append(
                Figure("S7", f"{what} with 1,000 orders beside {others} sandboxes", shown, "≤ 1 ms", spread.p99_ms, holds)
            )
    return figures


def telling(runs: int) -> list[Figure]:
    """Webhooks: news a second to a receiver on this machine, and what one of ten receivers that hangs does to answers."""
    rate = webhooks.rate()
    well, ill = webhooks.hanging(runs)
    change = ill / well
    return [
        Figure("L3", "webhooks a second, 10,000 orders", f"{rate:.0f}", "≥ 200", rate / 200, rate >= 200),
        Figure(
            "W9",
            "p99 of reads while 1 of 10 receivers hangs",
            f"{change:.2f} x ({ill:.1f} ms to {well:.1f})",
            "≤ 1.1 x",
            change,
            change <= 1.1,
        ),
    ]


def _took(act: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        took.append((time.perf_counter() - begun) * 1e3)
    return median(took)


def main() -> int:
    """Measure, print, and answer 1 where a *must* is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="alternating runs of load, of which the median counts")
    parser.add_argument("--picture", type=Path, help="write the figures as an SVG to this path")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    options = parser.parse_args()
    need_wrk()
    figures = [
        *calls(options.runs),
        *growing(),
        *listing(),
        *populating(),
        *starting(options.runs),
        *remembering(),
        *isolating(),
        *telling(3),
    ]
    if options.markdown:
        print("| goal | what | measured | must | |\n| --- | --- | --- | --- | --- |")
        for figure in figures:
            held = "holds" if figure.holds else "**missed**"
            print(f"| {figure.goal} | {figure.what} | {figure.measured} | {figure.must} | {held} |")
    else:
        table = Table("goal", "what", "measured", "must", "")
        for figure in figures:
            table.add_row(
                figure.goal, figure.what, figure.measured, figure.must, "holds" if figure.holds else "[bold red]missed"
            )
        Console(width=max(Console().width, 110)).print(table)
    if options.picture:
        options.picture.write_text(draw([(figure.what, figure.measured, figure.holds) for figure in figures]))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
