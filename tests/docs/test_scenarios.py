"""The page on scenarios: its example is one."""

import re
from pathlib import Path

from mock_server import resources
from mock_server.registry import VENDORS, words
from mock_server.sandboxes.start import prepare
from mock_server.scenarios.library import ScenarioLibrary
from tests.engine.parcels import Wall
from tests.live import ROOT


def test_the_example_can_be_played_and_says_nothing_twice(tmp_path: Path) -> None:
    example, *_ = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/scenarios.md").read_text(), re.DOTALL)
    path = tmp_path / f"{example.split()[1]}.yaml"
    path.write_text(example)
    spoken = words(VENDORS)

    scenario = ScenarioLibrary([resources.folder("scenarios")], spoken).load(str(path))

    prepare(scenario, spoken, Wall(), scenario.seed, scenario.clock)
    assert len(set(scenario.webhooks)) == len(scenario.webhooks)
