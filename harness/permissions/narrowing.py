"""What of a pattern of resources was used: the things that stand in its place when they are named. Pure."""

from collections import defaultdict
from collections.abc import Iterable

from harness.permissions.seen import Asked, steady

MOST = 3
"""More things than these are better told by a pattern."""
_BUCKET = "arn:aws:s3:::"


def narrowed(pattern: str, asked: Iterable[Asked]) -> tuple[str, ...]:
    """What would do in the place of a pattern that allowed these requests; the pattern itself where it is right.

    A pattern for many things (`*`, `arn:aws:s3:::*`) is too wide when few of them were used; objects are then told by
    the folder that holds them all. One that stays within a thing (`arn:aws:s3:::bucket/*`) is too wide only when one
    resource in it was used again and again: what was used once tells nothing.
    """
    found = list(asked)
    arns = sorted({steady(one.resource) for one in found})
    if "*" not in pattern or sum(one.count for one in found) < 2 or set(arns) <= {pattern, steady(pattern)}:
        return (pattern,)
    things = _things(arns) if _is_of_many(pattern) else arns
    most = MOST if _is_of_many(pattern) else 1
    return tuple(things) if len(things) <= most else (pattern,)


def _is_of_many(pattern: str) -> bool:
    """Whether the wildcard stands in what names a thing: a bucket, or all of the last part before any slash."""
    parts = pattern.split(":", 5)
    if pattern.startswith(_BUCKET):
        return "*" in pattern.removeprefix(_BUCKET).partition("/")[0]
    kind, slash, name = parts[-1].partition("/")
    thing = name.partition("/")[0] if slash else kind
    return "*" in "".join(parts[:5]) or thing.startswith("*")


def _things(arns: list[str]) -> list[str]:
    """The ARNs, with those of objects put together by bucket."""
    objects: defaultdict[str, list[str]] = defaultdict(list)
    others = set()
    for arn in arns:
        bucket, slash, key = arn.removeprefix(_BUCKET).partition("/")
        if arn.startswith(_BUCKET) and slash:
            objects[bucket].append(key)
        else:
            others.add(arn)
    return sorted([*others, *(f"{_BUCKET}{bucket}/{_folder(keys)}*" for bucket, keys in objects.items())])


def _folder(keys: list[str]) -> str:
    """The folder that several keys share, with its slash; one key tells of none."""
    if len(keys) < 2:
        return ""
    shared = []
    for parts in zip(*(key.split("/")[:-1] for key in keys), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(f"{parts[0]}/")
    return "".join(shared)
