"""The objects of a bucket, listed."""

from dataclasses import dataclass

from bootstrap.clients import Clients


@dataclass(frozen=True)
class BucketProbe:
    """One bucket, read only."""

    clients: Clients
    name: str

    def objects(self) -> dict[str, int]:
        """The current objects: key to size in bytes."""
        pages = self.clients.s3.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        return {item["Key"]: item["Size"] for page in pages for item in page.get("Contents", [])}
