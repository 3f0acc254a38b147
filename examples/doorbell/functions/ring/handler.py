"""Logs every ring of a queue; a metric is made of the log."""

import json
from collections.abc import Mapping
from typing import Any


def handler(event: Mapping[str, Any], _: object) -> None:
    """Consume a batch of rings: a line each, with how often it rang."""
    for record in event["Records"]:
        print(json.dumps({"rings": int(record["body"])}))
