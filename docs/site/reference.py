"""The reference pages, written from the code: nothing in them is written twice."""

from collections.abc import Mapping

from docs.site.commands import command_pages
from docs.site.scenarios import scenario_pages
from docs.site.testing import fixtures_page, names_page
from docs.site.types import types_page


def reference() -> Mapping[str, str]:
    """Every page by its place in the site, in the order of the navigation."""
    return {
        **command_pages(),
        "reference/fixtures.md": fixtures_page(),
        "reference/testing.md": names_page(),
        "reference/resource-types.md": types_page(),
        **scenario_pages(),
    }
