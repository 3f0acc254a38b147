"""Pages for people, each of the stack that it uses; a page is one file that any browser opens."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

PAGES = {"media-pipeline": ("upload.html", {"api": "api_url"})}
"""A stack's page, and which of the stack's outputs its address carries, by parameter."""


def page_of(stack: str, outputs: Mapping[str, str]) -> str | None:
    """The address of a stack's page, ready to be opened; None when the stack has none."""
    if stack not in PAGES:
        return None
    file, parameters = PAGES[stack]
    query = urlencode({name: outputs[output] for name, output in parameters.items()}, safe=":/")
    return f"{(Path(__file__).parent / file).as_uri()}?{query}"
