"""IAM policy documents as data: who may do what to which resource, and as the JSON AWS reads."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

VERSION = "2012-10-17"
FOR_ABSENT_KEYS = (("s3:ListBucket", "with it, S3 answers 404 instead of 403 for a key that isn't there"),)
"""The reserve of who reads objects: S3 asks for `s3:ListBucket` only when one is missing."""


@dataclass(frozen=True)
class Statement:
    """One Allow. `principal` is a service such as `sns.amazonaws.com`, only in resource and trust policies.

    `conditions` narrow it, each as (operator, key, value): `("ArnLike", "aws:SourceArn", topic.arn)`.
    `reserved` are actions that may stay unused in a run, each with the reason: `("s3:ListBucket", "a missing key …")`.
    They are for the harness's judgement of least privilege, and no part of the document.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ()
    principal: str = ""
    conditions: tuple[tuple[str, str, str], ...] = ()
    sid: str = ""
    reserved: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def document(self) -> dict[str, Any]:
        """The statement as AWS writes it."""
        statement: dict[str, Any] = {"Effect": "Allow", "Action": list(self.actions)}
        if self.sid:
            statement["Sid"] = self.sid
        if self.resources:
            statement["Resource"] = list(self.resources)
        if self.principal:
            statement["Principal"] = {"Service": self.principal}
        for operator, key, value in self.conditions:
            statement.setdefault("Condition", {}).setdefault(operator, {})[key] = value
        return statement


@dataclass(frozen=True)
class Policy:
    """A policy document."""

    statements: tuple[Statement, ...]

    @property
    def document(self) -> dict[str, Any]:
        """The policy as AWS writes it."""
        return {"Version": VERSION, "Statement": [statement.document for statement in self.statements]}

    @property
    def json(self) -> str:
        """The policy as text, the same text for the same policy."""
        return json.dumps(self.document, sort_keys=True)


def trust(services: Iterable[str]) -> Policy:
    """Who may assume a role: the named services."""
    return Policy(tuple(Statement(("sts:AssumeRole",), principal=service) for service in services))


def parsed(document: str | dict[str, Any] | None) -> dict[str, Any]:
    """A policy document as AWS returned it, text or not; empty when there is none."""
    if not document:
        return {}
    parsed_document: dict[str, Any] = json.loads(document) if isinstance(document, str) else dict(document)
    return parsed_document
