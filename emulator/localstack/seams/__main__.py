"""`python -m emulator.localstack.seams [SITE …]`: record the fingerprints of the installed release, and write the page.

SITE is a folder with the packages of another installation (`…/site-packages`), for the other release. Where it belongs
to an environment, that one's interpreter reads it: a release for a newer Python may be written in its grammar.
"""

import subprocess
import sys
from pathlib import Path

from emulator.localstack.seams import declared, known, page
from emulator.localstack.seams.source import Sources


def main(sites: list[str]) -> None:
    """Record this installation and those at `sites`; say what is new or changed."""
    _record(Sources())
    for site in map(Path, sites):
        own = site.parent.parent.parent / "bin" / "python"
        if own.exists():
            subprocess.run([own, "-m", "emulator.localstack.seams"], check=True)
        else:
            _record(Sources(site))
    page.FILE.write_text(page.text(declared()))


def _record(sources: Sources) -> None:
    for name in known.record(declared(), sources):
        sys.stdout.write(f"{sources.release()}: {name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
