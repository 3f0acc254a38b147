"""Tokens of listings: a page goes on only from a token that a page before it ended with.

AWS's references call such a token opaque, and refuse any other: SNS (InvalidParameter), EventBridge and CloudWatch Logs
(ValidationException, InvalidParameterException), IAM (ValidationError), SQS (InvalidParameterValue), S3
(InvalidArgument). What stands behind a token differs between parts of the emulator, and some fail at a foreign one.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from emulator.validation.refusal import Refusal

ASKED = ("NextToken", "nextToken", "Marker", "ContinuationToken")
TOLD = ("NextToken", "nextToken", "Marker", "NextMarker", "NextContinuationToken", "ContinuationToken")
WORDS: Mapping[str, tuple[str, str]] = {
    "sns": ("InvalidParameter", "Invalid parameter: NextToken"),
    "sqs": ("InvalidParameterValueException", "Invalid or expired next token."),
    "events": ("ValidationException", "NextToken is not valid."),
    "logs": ("InvalidParameterException", "The specified nextToken is invalid."),
    "iam": ("ValidationError", "Invalid Marker."),
    "s3": ("InvalidArgument", "The continuation token provided is incorrect"),
}
"""By botocore's name of the service: code and sentence. Others refuse such tokens themselves."""
NO_TOKENS = frozenset({("logs", "GetLogEvents"), ("s3", "ListObjects")})
"""Operations whose token can be made by anybody: GetLogEvents' stand for a time, ListObjects' marker is a key."""
MOST = 50_000
"""Tokens that are remembered; the oldest go first."""


@dataclass
class Tokens:
    """Those that were told lately. Safe to use from any thread."""

    _told: OrderedDict[tuple[str, str], None] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def tell(self, service: str, answer: Mapping[str, Any]) -> None:
        """Remember the token of an answer, if it has one."""
        if service not in WORDS:
            return
        for name in TOLD:
            if token := answer.get(name):
                with self._lock:
                    self._told[service, str(token)] = None
                    while len(self._told) > MOST:
                        self._told.popitem(last=False)

    def refusal(self, service: str, operation: str, request: Mapping[str, Any]) -> Refusal | None:
        """The service's refusal of a token that was never told."""
        words = WORDS.get(service)
        if words is None or (service, operation) in NO_TOKENS:
            return None
        for name in ASKED:
            token = request.get(name)
            if token and (service, str(token)) not in self._told:
                return Refusal(*words)
        return None
