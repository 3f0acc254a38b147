"""How much a request to a queue or topic is: SQS and SNS count a request for each 64 KB of payload. Pure.

Sources: the pricing pages of SQS and SNS: "every 64 KB chunk of a payload is billed as 1 request".
"""

import math
from collections.abc import Mapping
from typing import Any

CHUNK_BYTES = 64 * 1024


def chunks(request: Mapping[str, Any], response: Mapping[str, Any]) -> int:
    """How many requests it is charged as: by all messages it carries, those of a batch or of an answer together."""
    carried = [request, *_list(request, "Entries"), *_list(request, "PublishBatchRequestEntries")]
    carried += _list(response, "Messages")
    size = sum(len(str(each.get(name, "")).encode()) for each in carried for name in ("MessageBody", "Message", "Body"))
    return max(1, math.ceil(size / CHUNK_BYTES))


def _list(parameters: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return list(parameters.get(name) or ())
