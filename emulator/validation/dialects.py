"""How each service says that a request breaks its model, and which parts of the model it checks itself."""

from dataclasses import dataclass

STANDARD = "ValidationException"


@dataclass(frozen=True)
class Dialect:
    """The code of a refusal, and shapes and operations that the service checks itself, in words of its own."""

    code: str = STANDARD
    left_out: frozenset[str] = frozenset()
    operations_left_out: frozenset[str] = frozenset()


DIALECTS = {
    # "Value X at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: […] or be a valid ARN".
    "lambda": Dialect(left_out=frozenset({"Runtime"})),
    # Items are looked at where they are stored, and may be 400 KB of nested values.
    "dynamodb": Dialect(left_out=frozenset({"AttributeValue"})),
    "dynamodbstreams": Dialect(),
    "logs": Dialect("InvalidParameterException"),
    "cloudwatch": Dialect("ValidationError"),
    "cloudformation": Dialect("ValidationError"),
    "iam": Dialect("ValidationError"),
    "sts": Dialect("ValidationError"),
    "sns": Dialect("InvalidParameter"),
    "events": Dialect(),
    "scheduler": Dialect(),
    "stepfunctions": Dialect(),
    "kms": Dialect(),
    "ssm": Dialect(),
    "secretsmanager": Dialect(),
}
"""Services by botocore's name. S3, SQS and API Gateway answer in words of their own, and aren't here."""


def message(violations: list[str]) -> str:
    """The sentence of AWS's front end for all that is wrong with a request."""
    errors = "error" if len(violations) == 1 else "errors"
    return f"{len(violations)} validation {errors} detected: {'; '.join(violations)}"
