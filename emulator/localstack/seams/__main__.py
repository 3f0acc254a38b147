"""`python -m emulator.localstack.seams [SITE …]`: record the fingerprints of the installed release, and write the page.

SITE is a folder with the packages of another installation (`…/site-packages`), for the other release.
"""

import sys
from pathlib import Path

from emulator.localstack.seams import declared, known, page
from emulator.localstack.seams.source import Sources


def main(sites: list[str]) -> None:
    """Record this installation and those at `sites`; say what is new or changed."""
    for sources in (Sources(), *(Sources(Path(site)) for site in sites)):
        for name in known.record(declared(), sources):
            sys.stdout.write(f"{sources.release()}: {name}\n")
    page.FILE.write_text(page.text(declared()))


if __name__ == "__main__":
    main(sys.argv[1:])
