"""A paper as PDF where the library that sets it is installed; where it isn't, what to install. Pure."""

from harness.labs.model import LabError
from harness.labs.paper import Paper

LIBRARY = "reportlab"


def printed(paper: Paper) -> bytes:
    """The paper as PDF; LabError with what to install when the library is missing."""
    try:
        from harness.labs.paper_as_pdf import as_pdf
    except ModuleNotFoundError as error:
        if error.name != LIBRARY:
            raise
        raise LabError(
            f"PDF takes {LIBRARY}, which isn't installed: `make handout` in a checkout installs it, beside an "
            f"installed package it is `pip install {LIBRARY}`; the HTML pages need nothing"
        ) from error
    return as_pdf(paper)
