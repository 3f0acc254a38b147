"""`make localstack-tests TESTS=<folder of LocalStack's repository> [SETS="dynamodb logs"]`.

An emulator of its own is started; each set runs in LocalStack's folder, and its results are compared with the list in
`expected/`. It ends with 0 when nothing is worse, with 1 when something is, with 2 when the folder isn't one.
`--record` writes the lists anew.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bootstrap.endpoint import Endpoint
from harness.engines.embedded import EmbeddedEngine
from harness.home import Home
from tests.localstack_tests.environment import environment
from tests.localstack_tests.expected import Difference, Expected, Outcomes, compare

HERE = Path(__file__).resolve().parent
LISTS = HERE / "expected"
PLUGIN = "localstack_tests_plugin"
ONE_TEST_S = 150
WHOLE_SET_S = 3600
BETTER, WORSE, USAGE = 0, 1, 2


def main(arguments: list[str]) -> int:
    """Run the sets; the exit code."""
    options = parsed(arguments)
    if not options.folder:
        sys.stderr.write("give a checkout of LocalStack: make localstack-tests TESTS=folder\n")
        return USAGE
    folder = Path(options.folder).resolve()
    if not (folder / "tests" / "aws" / "services").is_dir():
        sys.stderr.write(
            f"{folder} is no checkout of LocalStack: fetch one, such as git clone --depth 1 --branch v4.9.2 "
            "https://github.com/localstack/localstack, and give its folder as TESTS\n"
        )
        return USAGE
    home = Home.default()
    python = environment(home.root)
    with emulator(options.endpoint) as url:
        worse = [name for name in options.sets if judge(name, folder, python, url, options.record)]
    return WORSE if worse else BETTER


@contextmanager
def emulator(endpoint: str | None) -> Iterator[str]:
    """The address of the emulator that is named, or of one of the tests' own for the time of the block."""
    if endpoint:
        yield Endpoint(endpoint).url
        return
    with tempfile.TemporaryDirectory() as private:
        engine = EmbeddedEngine(Home(Path(private)))
        try:
            yield engine.start().url
        finally:
            engine.stop()


def parsed(arguments: list[str]) -> argparse.Namespace:
    """The options; every set there is unless some are named."""
    known = sorted(path.stem for path in LISTS.glob("*.txt"))
    parser = argparse.ArgumentParser(prog="make localstack-tests")
    parser.add_argument("folder", help="a checkout of LocalStack's repository, of the installed release")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"some of: {', '.join(known)} (default: all)")
    parser.add_argument("--endpoint", metavar="URL", help="of an emulator that is up (default: one of their own)")
    parser.add_argument("--record", action="store_true", help="write the lists of expected results anew")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.sets if name not in known]:
        parser.error(f"no set {unknown[0]}; there are {', '.join(known)}")
    options.sets = options.sets or known
    return options


def judge(name: str, folder: Path, python: Path, url: str, record: bool) -> bool:
    """Run one set and say what came of it; whether something is worse than expected."""
    path = LISTS / f"{name}.txt"
    expected = Expected.read(path.read_text())
    seen = run(folder, expected.path, python, url)
    difference = compare(expected.outcomes, seen)
    say(name, seen, difference)
    if record:
        path.write_text(expected.seen(seen).write())
    return difference.is_regression and not record


def run(folder: Path, tests: str, python: Path, url: str) -> Outcomes:
    """What came of each test of a file. Host names of LocalStack's own lead to this machine."""
    with tempfile.NamedTemporaryFile("r", suffix=".txt") as results:
        subprocess.run(
            [
                str(python), "-m", "pytest", "-q", "-W", "ignore", "-p", "no:cacheprovider", "-p", PLUGIN,
                "--timeout", str(ONE_TEST_S), "--show-capture=no", "--tb=line", tests,
            ],
            cwd=folder,
            env={
                "PATH": os.environ.get("PATH", ""),
                "HOME": str(Path(results.name).parent),
                "PYTHONPATH": str(HERE / "plugin"),
                "LOCALSTACK_TESTS_PORT": url.rpartition(":")[2],
                "LOCALSTACK_TESTS_RESULTS": results.name,
                "TEST_SKIP_LOCALSTACK_START": "1",
                "AWS_EC2_METADATA_DISABLED": "true",
                "DISABLE_EVENTS": "1",
            },
            check=False,
            timeout=WHOLE_SET_S,
        )  # fmt: skip
        return {name: outcome for outcome, _, name in (line.strip().partition(" ") for line in results)}


def say(name: str, seen: Outcomes, difference: Difference) -> None:
    """Print how many passed, and each test that differs from the list."""
    counts = {kind: sum(outcome == kind for outcome in seen.values()) for kind in ("passed", "failed", "skipped")}
    lines = [f"{name}: " + ", ".join(f"{count} {kind}" for kind, count in counts.items())]
    for words, tests in (
        ("no longer passes", difference.lost),
        ("passes now", difference.won),
        ("is not in the list", difference.unknown),
        ("did not run", difference.missing),
    ):
        lines += [f"  {words}: {test}" for test in tests]
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
