"""The site has a page for each command, fixture, name, resource type and scenario, and takes nothing from elsewhere."""

import re
from argparse import SUPPRESS
from pathlib import Path

import yaml

from bootstrap.registry import handlers
from docs.site.commands import commands
from docs.site.hooks import FRONT, on_config
from docs.site.links import for_the_site
from docs.site.reference import reference
from docs.site.testing import fixtures
from harness import testing
from harness.arguments import parser
from harness.run.registry import scenarios

ROOT = Path(__file__).resolve().parents[2]
CONFIG = yaml.safe_load((ROOT / "mkdocs.yml").read_text())


class _Config:
    """As much of mkdocs' configuration as the hook looks at."""

    nav = CONFIG["nav"]


def pages_of(nav: object) -> list[str]:
    """Every page of a navigation."""
    if isinstance(nav, str):
        return [nav]
    inner = nav.values() if isinstance(nav, dict) else nav
    return [page for each in inner for page in pages_of(each)]  # type: ignore[attr-defined]


def test_every_command_has_a_page_with_its_options() -> None:
    pages = reference()
    found = list(commands(parser()))
    assert {"scenario", "up", "teardown"} <= {name for name, _, _ in found}
    for name, _, command in found:
        page = pages[f"reference/commands/{name.replace(' ', '-')}.md"]
        assert page.startswith(f"# {name}\n")
        shown = [each for each in command._actions if each.help != SUPPRESS and each.dest != "help"]
        assert [each.dest for each in shown if not all(option in page for option in each.option_strings)] == []


def test_every_fixture_marker_and_name_is_in_the_reference() -> None:
    fixed, named = reference()["reference/fixtures.md"], reference()["reference/testing.md"]
    assert {"emulator", "emulator_wait", "emulator_scenario"} <= set(fixtures())
    assert [name for name in fixtures() if f"| `{name}` |" not in fixed] == []
    assert [name for name in ("emulator_stack", "emulator_clock") if f"`{name}(" not in fixed] == []
    assert [name for name in testing.__all__ if f"\n### {name}\n" not in named] == []
    assert " at 0x" not in named


def test_every_resource_type_and_scenario_is_in_the_reference() -> None:
    types = reference()["reference/resource-types.md"]
    assert [kind for kind in handlers() if f"`{kind}`" not in types] == []
    assert [name for name in scenarios() if f"reference/scenarios/{name}.md" not in reference()] == []


def test_every_page_is_in_the_navigation_once() -> None:
    config = _Config()
    nav = pages_of(on_config(config).nav)
    own = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert sorted(nav) == sorted({*own, *FRONT, *reference()})


def test_links_of_the_pages_lead_to_pages_or_name_files() -> None:
    text = (
        "[a](docs/cost.md#prices) ![b](docs/images/cost.png) [`c`](harness/cli.py) [d](CONTRIBUTING.md) "
        "[e](docs/decisions)"
    )
    assert for_the_site(text, ROOT, Path()) == (
        "[a](cost.md#prices) ![b](images/cost.png) `c` (`harness/cli.py`) [d](contributing.md) [e](decisions/README.md)"
    )
    assert for_the_site("[x](../README.md)", ROOT / "docs", Path()) == "[x](index.md)"
    assert for_the_site("[x](../seams.md)", ROOT / "docs" / "decisions", Path("decisions")) == "[x](../seams.md)"


def test_nothing_is_loaded_from_elsewhere() -> None:
    text = (ROOT / "mkdocs.yml").read_text()
    assert CONFIG["theme"]["font"] is False
    assert CONFIG["strict"] is True
    assert not re.findall(r"https?://", text)
