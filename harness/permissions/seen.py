"""What was granted and what was asked, as a run saves it: roles with their policies, the emulator's observations."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_STREAM = re.compile(r"(:log-group:[^:]+):log-stream:.*")
_ARN = re.compile(r"arn:aws:([\w-]+):[\w-]*:[\d*]*:")
ALLOWED = "allowed"


@dataclass(frozen=True)
class Granted:
    """One statement of a role's policy; `place` counts from 0 within its policy."""

    policy: str
    place: int
    sid: str
    allows: bool
    actions: tuple[str, ...]
    resources: tuple[str, ...]

    @property
    def label(self) -> str:
        """How a report names it."""
        return self.sid or f"statement {self.place + 1}"

    @property
    def policy_name(self) -> str:
        """The policy without the ARN's beginning."""
        return self.policy.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Asked:
    """One kind of request by a role: how often, by which of its sessions, decided how and by which statement."""

    by: str
    action: str
    resource: str
    count: int
    allowed: bool
    policy: str
    place: int
    lacking: str
    near: str

    @property
    def polls(self) -> bool:
        """Whether a poller of event sources asked, whose sessions have names of their own."""
        return self.by.startswith("session-")


@dataclass(frozen=True)
class Role:
    """A role with what it was granted and what it asked."""

    arn: str
    granted: tuple[Granted, ...]
    asked: tuple[Asked, ...]

    @property
    def name(self) -> str:
        """The role's name."""
        return self.arn.rsplit("/", 1)[-1]


def read(saved: Mapping[str, Any]) -> tuple[Role, ...]:
    """The roles of what `harness.probes.iam` read, by name."""
    rows = saved["observations"]
    return tuple(
        Role(
            role["arn"],
            tuple(_statements(role["policies"])),
            tuple(_asked(row) for row in rows if row["role"] == role["arn"]),
        )
        for role in sorted(saved["roles"], key=lambda role: str(role["arn"]))
    )


def steady(resource: str) -> str:
    """The ARN without what is another one in each run: a log stream stands for its group."""
    return _STREAM.sub(r"\1:*", resource)


def short(text: str) -> str:
    """ARNs without what all of an account and region share: `dynamodb table/jobs`, `s3 pictures/*`."""
    return _ARN.sub(r"\1 ", text)


def many(value: Any) -> tuple[str, ...]:
    """The values of a policy's element, which may stand alone."""
    if value is None:
        return ()
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


def matches(pattern: str, value: str) -> bool:
    """Whether a policy's pattern, with its `*` and `?`, stands for the value. Actions are to be given in one case."""
    return _regex(pattern).fullmatch(value) is not None


@lru_cache(maxsize=1024)
def _regex(pattern: str) -> re.Pattern[str]:
    parts = (".*" if one == "*" else "." if one == "?" else re.escape(one) for one in pattern)
    return re.compile("".join(parts), re.DOTALL)


def _statements(policies: Iterable[Mapping[str, Any]]) -> Iterable[Granted]:
    for policy in policies:
        found = policy["document"].get("Statement", [])
        for place, one in enumerate(found if isinstance(found, list) else [found]):
            yield Granted(
                policy["name"],
                place,
                str(one.get("Sid") or ""),
                one.get("Effect") == "Allow",
                many(one.get("Action")),
                many(one.get("Resource")),
            )


def _asked(row: Mapping[str, Any]) -> Asked:
    return Asked(
        str(row["principal"]).rsplit("/", 1)[-1],
        row["action"],
        row["resource"],
        int(row["count"]),
        row["outcome"] == ALLOWED,
        row["policy"],
        int(row["place"]),
        row["lacking"],
        row["near"],
    )
