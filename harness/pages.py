"""Pages for people, each of the system that it uses; a page is one file that any browser opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode


@dataclass(frozen=True)
class Page:
    """A page, and which of the stack's outputs its address carries: parameter of the address to output's name."""

    file: Path
    parameters: Mapping[str, str]

    def address(self, outputs: Mapping[str, str]) -> str:
        """The address of the page, ready to be opened, for a stack with these outputs."""
        query = urlencode({name: outputs[output] for name, output in self.parameters.items()}, safe=":/")
        return f"{self.file.as_uri()}?{query}"
