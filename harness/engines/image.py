"""The container image with our plugins: found, compared with these sources, built."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bootstrap.sources import CHECKOUT
from harness.engines.docker_cli import ANSWER_S, NoDocker, Say, compose_command, follow, labels_of
from harness.engines.engine import EngineError
from harness.home import PROJECT

NAME, BASE, VERSION = "emulation-harness/localstack", "localstack/localstack", "4.14.0"
SOURCES = (
    "docker/Dockerfile",
    "docker/locked.py",
    "requirements/main.txt",
    "requirements/functions.txt",
    "pyproject.toml",
)
BUILD_DEADLINE_S = 1800.0


@dataclass(frozen=True)
class Image:
    """An image by name, the base it is to be made from, and whether the user asked for that base."""

    name: str = NAME
    base: str = BASE
    version: str = VERSION
    base_asked: bool = False

    @classmethod
    def asked(cls, environment: Mapping[str, str] | None = None) -> "Image":
        """As `HARNESS_IMAGE`, `LOCALSTACK_IMAGE` and `LOCALSTACK_VERSION` say: the variables of the compose file."""
        given = os.environ if environment is None else environment
        return cls(
            given.get("HARNESS_IMAGE") or NAME,
            given.get("LOCALSTACK_IMAGE") or BASE,
            given.get("LOCALSTACK_VERSION") or VERSION,
            bool(given.get("LOCALSTACK_IMAGE")),
        )

    @property
    def reference(self) -> str:
        """`name:version`."""
        return f"{self.name}:{self.version}"

    @property
    def base_reference(self) -> str:
        """The base as `name:version`."""
        return f"{self.base}:{self.version}"

    def why_not(self, deadline_s: float = ANSWER_S) -> str | None:
        """Why the image can't be used as it is, in a few words; None when it can. NoDocker when there is no engine."""
        labels = labels_of(self.reference, deadline_s)
        if CHECKOUT is None:
            return "an installed package has no image; a checkout of the project builds one"
        if labels is None:
            return f"there is no image {self.reference}"
        if labels.get("harness.sources") != sources():
            return f"the image {self.reference} was built from other sources"
        if self.base_asked and labels.get("harness.base") != self.base_reference:
            return f"the image {self.reference} was built on {labels.get('harness.base')}"
        return None

    def variables(self) -> dict[str, str]:
        """What the compose file is to be told of it."""
        return {
            "HARNESS_IMAGE": self.name,
            "LOCALSTACK_IMAGE": self.base,
            "LOCALSTACK_VERSION": self.version,
            "HARNESS_SOURCES": sources(),
        }

    def ensure(self, say: Say) -> None:
        """Pull the base and build the image, as far as they aren't there; EngineError says what is missing."""
        why = self.why_not()
        if why is None:
            return
        if CHECKOUT is None:
            raise EngineError(f"{why}; run this from a checkout, or use the embedded engine, which needs no Docker")
        compose = compose_command()
        if labels_of(self.base_reference) is None:
            self._pull_base(say)
        say(f"{why}; building it")
        follow((*compose, "build"), {**os.environ, **self.variables()}, PROJECT, say, BUILD_DEADLINE_S)

    def _pull_base(self, say: Say) -> None:
        say(f"pulling {self.base_reference}")
        try:
            follow(("docker", "pull", self.base_reference), os.environ, PROJECT, say, BUILD_DEADLINE_S)
        except NoDocker:
            raise
        except EngineError as error:
            raise EngineError(
                f"the base image {self.base_reference} is not on this machine and can't be pulled: {error}\n"
                "Pull it where a registry answers and bring it here with `docker save` and `docker load`; or make a "
                "stand-in (`sudo .venv/bin/python docker/stand_in.py localstack`) and say "
                "LOCALSTACK_IMAGE=emulation-harness/stand-in; or use ENGINE=embedded, which needs no Docker"
            ) from error


@cache
def sources() -> str:
    """What the image is made from, besides its base, as one word."""
    content = hashlib.sha256()
    inside = (path for path in (PROJECT / "emulator").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    for path in sorted([*inside, *(PROJECT / name for name in SOURCES)]):
        content.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()[:16]
