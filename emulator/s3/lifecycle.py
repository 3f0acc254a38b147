"""When S3's lifecycle rules remove a version or an unfinished upload, on the account's clock. Pure.

Sources: S3 user guide, "Lifecycle configuration elements" (Filter, Expiration, NoncurrentVersionExpiration,
AbortIncompleteMultipartUpload) and "Understanding lifecycle configuration rules" ("adding the number of days specified
in the rule to the object creation time and rounding the resulting time to the next day midnight UTC").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

DAY_S = 86_400

Rule = Mapping[str, Any]
"""As PutBucketLifecycleConfiguration takes it."""


@dataclass(frozen=True)
class Version:
    """One version of an object, or one delete marker, as the rules see it.

    Times are seconds of the account's clock. `became_noncurrent_s` is None for the current version; `newer` counts the
    noncurrent versions that are newer; `alone` says that its key has no other version.
    """

    key: str
    size: int
    created_s: float
    tags: Mapping[str, str] = field(default_factory=dict)
    marker: bool = False
    alone: bool = True
    became_noncurrent_s: float | None = None
    newer: int = 0


def is_over(version: Version, rules: Sequence[Rule], now_s: float) -> bool:
    """Whether any rule that is enabled removes the version by now."""
    return any(_removes(rule, version, now_s) for rule in rules if _counts(rule, version))


def is_abandoned(key: str, initiated_s: float, rules: Sequence[Rule], now_s: float) -> bool:
    """Whether any rule that is enabled ends an unfinished upload by now; only a prefix can choose among uploads."""
    return any(
        _passed(initiated_s, rule["AbortIncompleteMultipartUpload"].get("DaysAfterInitiation"), now_s)
        for rule in rules
        if "AbortIncompleteMultipartUpload" in rule and _enabled(rule) and key.startswith(_prefix(rule))
    )


def day_after(since_s: float, days: int) -> float:
    """The midnight, of UTC, that follows so many days after an instant."""
    return ((since_s + days * DAY_S) // DAY_S + 1) * DAY_S


def _passed(since_s: float, days: int | None, now_s: float) -> bool:
    return days is not None and now_s >= day_after(since_s, days)


def _removes(rule: Rule, version: Version, now_s: float) -> bool:
    if version.became_noncurrent_s is not None:
        noncurrent = rule.get("NoncurrentVersionExpiration") or {}
        kept = noncurrent.get("NewerNoncurrentVersions") or 0
        return version.newer >= kept and _passed(version.became_noncurrent_s, noncurrent.get("NoncurrentDays"), now_s)
    expiration = rule.get("Expiration") or {}
    if version.marker and not version.alone:
        return False
    if version.marker and expiration.get("ExpiredObjectDeleteMarker"):
        return True
    date = expiration.get("Date")
    return _passed(version.created_s, expiration.get("Days"), now_s) or (date is not None and now_s >= _instant(date))


def _instant(date: datetime | str) -> float:
    moment = date if isinstance(date, datetime) else datetime.fromisoformat(date.replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _enabled(rule: Rule) -> bool:
    return bool(rule.get("Status") == "Enabled")


def _prefix(rule: Rule) -> str:
    chosen = rule.get("Filter") or {}
    return str((chosen.get("And") or chosen).get("Prefix") or rule.get("Prefix") or "")


def _counts(rule: Rule, version: Version) -> bool:
    chosen = rule.get("Filter") or {}
    asked = chosen.get("And") or chosen
    tags = [*(asked.get("Tags") or ()), *([asked["Tag"]] if asked.get("Tag") else ())]
    return (
        _enabled(rule)
        and version.key.startswith(_prefix(rule))
        and all(version.tags.get(tag["Key"]) == tag["Value"] for tag in tags)
        and version.size > (asked.get("ObjectSizeGreaterThan", -1))
        and ("ObjectSizeLessThan" not in asked or version.size < asked["ObjectSizeLessThan"])
    )
