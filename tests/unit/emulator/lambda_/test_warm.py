"""What a zygote has found out beforehand is what a function would find out itself."""

import subprocess
import sys
from pathlib import Path

NAMES = """
import sys
from botocore.loaders import Loader
from emulator.lambda_.guest.rapid import warm

own = sys.argv[1]
before = {kind: Loader(extra_search_paths=[own]).list_available_services(kind) for kind in (*warm.KINDS, "examples-1")}
warm._keep_names()
walked = []
exists = Loader.FILE_LOADER_CLASS.exists
Loader.FILE_LOADER_CLASS.exists = lambda self, path: walked.append(path) or exists(self, path)
after = {kind: Loader(extra_search_paths=[own]).list_available_services(kind) for kind in before}
assert after == before
assert "mine" in after["service-2"] and "mine" not in after["waiters-2"]
walked = [path for path in walked if not path.endswith("examples-1")]
assert walked and all(path.startswith(own) for path in walked), walked[:3]
"""


def test_the_names_of_services_are_those_that_a_search_finds(tmp_path: Path) -> None:
    """With a folder of the function's own, which is searched; botocore's isn't again."""
    (tmp_path / "mine" / "2026-01-01").mkdir(parents=True)
    (tmp_path / "mine" / "2026-01-01" / "service-2.json").write_text("{}")
    asked = subprocess.run(
        [sys.executable, "-c", NAMES, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert asked.returncode == 0, asked.stderr
