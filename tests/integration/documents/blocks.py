"""The fenced examples of the documents, how each is run, and why some are not."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.architecture.test_documents import DOCUMENTS, ROOT
from tests.architecture.test_examples_in_documents import BLOCK

SHELL, PYTHON = ("sh", "bash", "shell"), ("python", "py")
IN_DOCKER = "docs/docker.md"
"""Its examples need a Docker engine and the image: `tests/integration/docker/test_document_examples.py` runs them."""

IN_A_CLUSTER = "tests/integration/campaign/test_cluster.py has a scheduler and workers of its own"

NOT_RUN: Mapping[tuple[str, int], str] = {
    ("README.md", 0): "OWNER is whoever publishes the harness: tests/environments.py works in fresh clones",
    (
        "docs/ci.md",
        0,
    ): "installs a release from its own lock: tests/architecture/test_ci_for_others.py runs the scripts",
    ("docs/docker.md", 3): "stays in the foreground: tests/integration/docker/test_compose_engine.py starts it with -d",
    ("docs/docker.md", 5): "takes root and minutes: tests/integration/docker/conftest.py builds the stand-in by it",
    ("docs/docker.md", 6): "a project's own tests: tests/integration/docker/test_example_in_a_container.py runs some",
    ("docs/localstack-tests.md", 0): "fetches LocalStack's repository, and runs its tests for a quarter of an hour",
    (
        "docs/templates.md",
        2,
    ): "a template of the reader's own: tests/integration/plugin/test_plugin_templates.py has one",
    ("docs/templates.md", 4): "declares a system in a package of its own: tests/unit/bootstrap/templates has its parts",
    ("examples/media-pipeline-sam/README.md", 1): "takes a minute, CI runs it: .github/workflows/test.yml",
    ("examples/s3-cleanup-cdk/README.md", 1): "CI runs it: .github/workflows/test.yml",
    ("examples/s3-cleanup-cdk/README.md", 2): "needs node: CI synthesises it, .github/workflows/test.yml",
    ("docs/scale.md", 0): IN_A_CLUSTER,
    ("docs/scale.md", 1): IN_A_CLUSTER,
    ("docs/scale.md", 2): IN_A_CLUSTER,
    ("docs/scale.md", 3): IN_A_CLUSTER,
    ("docs/scale.md", 4): IN_A_CLUSTER,
    ("docs/testing.md", 0): "installs a second environment: tests/integration/package/test_wheel.py does, from a wheel",
    ("docs/testing.md", 1): "installs a second environment: tests/environments.py does, from a clone",
    ("docs/workshop.md", 1): "stays in the foreground: tests/integration/workshop/test_people.py opens such a room",
    ("docs/your-tools.md", 3): "LocalStack runs it: tests/integration/engines/test_init_scripts.py has it do so",
}
"""By document and number of its fenced block."""

INSTALLS: Mapping[tuple[str, int], str] = {
    ("examples/media-pipeline-sam/README.md", 0): "builds the layer of the template",
    ("examples/s3-cleanup-cdk/README.md", 0): "builds the layer of the template",
    ("docs/templates.md", 0): "builds the layer of the template",
    ("docs/templates.md", 3): "builds the layer of the template",
    ("docs/templates.md", 5): "installs the functions' environment into a home of its own",
}
"""What needs the package index, and is skipped where there is no network."""

PUT_IN: Mapping[str, tuple[str, str]] = {
    "docs/media-pipeline.md": (
        "http://127.0.0.1:4566/_aws/execute-api/…",
        "$(grep -o 'http[^ ]*/_aws/execute-api/[^ ]*' $SAID | head -1)",
    ),
}
"""What stands in a document for what its reader was told: `$SAID` has what the last example printed."""

MADE: Mapping[tuple[str, int], str] = {
    ("docs/commands.md", 0): "verdict.json",
    ("docs/media-pipeline.md", 1): "marked.jpg",
}
"""The file that an example is for."""


@dataclass(frozen=True)
class Example:
    """A fenced block of a document: its language, and its text as it is run."""

    document: str
    number: int
    language: str
    code: str

    def by(self, compose: str) -> "Example":
        """The same with Compose as it is called on this machine."""
        return replace(self, code=self.code.replace("docker compose", compose))

    @property
    def name(self) -> str:
        """What pytest calls it."""
        return f"{self.document}-{self.number}"


def examples(path: Path) -> Iterator[Example]:
    """The blocks of a document that are commands or Python, with its placeholders filled."""
    document = str(path.relative_to(ROOT))
    for number, (language, code) in enumerate(BLOCK.findall(path.read_text())):
        if language in (*SHELL, *PYTHON):
            yield Example(document, number, language, code.replace(*PUT_IN.get(document, ("…", "…"))))


def code_of(document: str, number: int) -> str:
    """The text of one block."""
    return str(BLOCK.findall((ROOT / document).read_text())[number][1])


def run() -> list[Example]:
    """All that are run, documents in their order."""
    found = (example for path in DOCUMENTS for example in examples(path))
    return [example for example in found if (example.document, example.number) not in NOT_RUN]


def at(code: str, port: int) -> str:
    """The same for an emulator on that port instead of the one that documents name."""
    return re.sub(r"\b45(66|70)\b", str(port), code)
