"""What buckets and tables hold, for who asks on the page: objects, items, and pictures with what became of them."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bootstrap.clients import Clients
from harness.workshop.place import Refused

MOST = 50
"""Rows that are shown."""
LARGEST_PICTURE, LARGEST_UPLOAD = 5 * 1024 * 1024, 20 * 1024 * 1024
BEGINNINGS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}
"""How the pictures begin that browsers draw, and what they are: nothing is shown by its name alone."""
NAMED = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def contents_of(clients: Clients, service: str, name: str, buckets: Sequence[str]) -> dict[str, Any]:
    """`columns`, `rows`, and whether there is `more`; LookupError for what holds nothing that is shown here.

    A row of a bucket has the places of `pictures`: its own, and those of the same name in other `buckets`.
    """
    if service == "s3":
        return _objects(clients, name, buckets)
    if service == "dynamodb":
        return _items(clients, name)
    raise LookupError(f"what {service} {name} holds isn't shown")


def picture_of(clients: Clients, bucket: str, key: str) -> dict[str, str]:
    """A picture as an address that holds it; LookupError when the object is none."""
    read = clients.s3.get_object(Bucket=bucket, Key=key)
    content = read["Body"].read(LARGEST_PICTURE + 1)
    kind = kind_of(content)
    if not kind or len(content) > LARGEST_PICTURE:
        raise LookupError(f"{key} of {bucket} is no picture that can be shown")
    return {"data": f"data:{kind};base64,{b64encode(content).decode()}"}


def within_bounds(key: str, body: bytes) -> bytes:
    """A file of somebody's own; Refused when it has no name or is too large."""
    if not key or len(body) > LARGEST_UPLOAD:
        raise Refused(f"give the object a name, and no more than {LARGEST_UPLOAD // 2**20} MB")
    return body


def kind_of(content: bytes) -> str:
    """What a picture is, by how it begins; empty for anything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begins, kind in BEGINNINGS.items() if content.startswith(begins)), "")


def beside(key: str, keys: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Where the same picture is found: objects whose keys end as this one's, folder and name, the shortest first. Pure.

    What was made of a picture has its key with something before it.
    """
    end = "/".join(key.split("/")[-2:])
    found = [[bucket, each] for bucket, names in keys.items() for each in names if f"/{each}".endswith(f"/{end}")]
    return sorted(found, key=lambda place: (len(place[1]), place))


def _objects(clients: Clients, bucket: str, buckets: Sequence[str]) -> dict[str, Any]:
    read = clients.s3.list_objects_v2(Bucket=bucket, MaxKeys=MOST)
    found = {each["Key"]: each["Size"] for each in read.get("Contents", [])}
    pictures = [key for key in found if key.lower().endswith(NAMED)]
    keys: dict[str, list[str]] = {}
    if pictures:
        keys = {each: list(found) if each == bucket else _keys(clients, each) for each in buckets}
    return {
        "columns": ["object", "bytes"],
        "rows": [
            {"cells": [key, size], "pictures": beside(key, keys) if key in pictures else []}
            for key, size in found.items()
        ],
        "more": bool(read.get("IsTruncated")),
    }


def _keys(clients: Clients, bucket: str) -> list[str]:
    return [each["Key"] for each in clients.s3.list_objects_v2(Bucket=bucket).get("Contents", [])]


def _items(clients: Clients, table: str) -> dict[str, Any]:
    from boto3.dynamodb.types import TypeDeserializer

    read = clients.dynamodb.scan(TableName=table, Limit=MOST)
    items = [
        {name: TypeDeserializer().deserialize(value) for name, value in sorted(item.items())} for item in read["Items"]
    ]
    columns = sorted({name for item in items for name in item})
    return {
        "columns": columns,
        "rows": [{"cells": [_told(item.get(name)) for name in columns], "pictures": []} for item in items],
        "more": "LastEvaluatedKey" in read,
    }


def _told(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, default=str, ensure_ascii=False)
