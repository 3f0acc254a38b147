"""What services answer to a name where an ARN must stand, which most models don't say.

The form is that of the AWS General Reference, "Amazon Resource Names": `arn:partition:service:region:account:resource`.
The words are SNS's, SQS's and EventBridge's as their users report them. CloudWatch Logs documents none for this.
"""

import re
from collections.abc import Mapping
from typing import Any

from emulator.validation.refusal import Refusal

ARN = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+", re.DOTALL)
PARTS = 6
WORDS: Mapping[str, tuple[str, str]] = {
    "sns": ("InvalidParameter", "Invalid parameter: {name} Reason: An ARN must have at least 6 elements, not {parts}"),
    "sqs": (
        "InvalidParameterValueException",
        "You must use this format to specify the {name}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>",
    ),
    "events": (
        "ValidationException",
        "Parameter {name} is not valid. Reason: Provided Arn is not in correct format.",
    ),
    "logs": ("InvalidParameterException", "The specified {name} is not a valid ARN."),
}
"""By botocore's name of the service: the code and the sentence."""


def not_an_arn(service: str, request: Mapping[str, Any]) -> Refusal | None:
    """The service's refusal of a member called an ARN that is none; None for services that say so themselves."""
    words = WORDS.get(service)
    if words is None:
        return None
    for name, value in request.items():
        if name[-3:].lower() == "arn" and isinstance(value, str) and ARN.fullmatch(value) is None:
            return Refusal(words[0], words[1].format(name=name, parts=min(value.count(":") + 1, PARTS)))
    return None
