"""How each service says that a request breaks its model, and which parts of the model it checks itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.validation.constraints import Violation
from emulator.validation.refusal import Refusal

STANDARD = "ValidationException"


@dataclass(frozen=True)
class Dialect:
    """The code of a refusal, and shapes and operations that the service checks itself, in words of its own.

    `missing` is the sentence for a required member that isn't there, of services of which nothing else is looked at:
    they check values themselves.
    """

    code: str = STANDARD
    left_out: frozenset[str] = frozenset()
    operations_left_out: frozenset[str] = frozenset()
    missing: str = ""


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
    "swf": Dialect(),
    # API reference of SQS, "Common Errors": MissingParameter.
    "sqs": Dialect("MissingParameter", missing="The request must contain the parameter {name}."),
    # API reference of S3, "Error responses": MalformedXML. What isn't in a body is in the path, or tells the operation.
    "s3": Dialect(
        "MalformedXML",
        missing="The XML you provided was not well-formed or did not validate against our published schema",
    ),
    # API reference of API Gateway v2, "BadRequestException"; the sentence is that of its own required parameters.
    "apigatewayv2": Dialect("BadRequestException", missing="{name} is a required parameter"),
}
"""Services by botocore's name."""


def told(wrong: Sequence[Violation], dialect: Dialect) -> Refusal:
    """The refusal of a request, for all that is wrong with it; where a service names one member, for the first."""
    if not dialect.missing:
        return Refusal(dialect.code, message([str(one) for one in wrong]))
    name = wrong[0].path.rpartition(".")[2]
    return Refusal(dialect.code, dialect.missing.format(name=name[:1].upper() + name[1:]))


def message(violations: list[str]) -> str:
    """The sentence of AWS's front end for all that is wrong with a request."""
    errors = "error" if len(violations) == 1 else "errors"
    return f"{len(violations)} validation {errors} detected: {'; '.join(violations)}"
