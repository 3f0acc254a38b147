"""Who asks in these tests: users and roles of the test's account with policies of their own; the account's mode."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

import requests
from botocore.config import Config

from bootstrap.clients import Clients

Document = dict[str, Any]


def document(*statements: Document) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> Document:
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def deny(action: Any, resource: Any = "*", **more: Any) -> Document:
    return allow(action, resource, **more) | {"Effect": "Deny"}


@dataclass(frozen=True)
class Caller:
    """Clients that sign with somebody's keys."""

    clients: Clients
    arn: str
    keys: dict[str, str]

    def client(self, service: str, **options: Any) -> Any:
        session: Any = self.clients.session
        return session.client(
            service,
            self.clients.region,
            endpoint_url=self.clients.endpoint.url,
            config=self.clients.config.merge(Config(**options)),
            aws_access_key_id=self.keys["AccessKeyId"],
            aws_secret_access_key=self.keys["SecretAccessKey"],
            aws_session_token=self.keys.get("SessionToken"),
        )


@dataclass(frozen=True)
class Iam:
    """IAM of the test's account."""

    clients: Clients

    def mode(self, mode: str | None) -> None:
        answer = requests.put(self._url, json={"mode": mode}, timeout=10)
        assert answer.status_code == 200, answer.text

    def told(self) -> dict[str, Any]:
        answer: dict[str, Any] = requests.get(self._url, timeout=10).json()
        return answer

    def seen(self, **wanted: str) -> list[dict[str, Any]]:
        """Observations with these values."""
        rows: list[dict[str, Any]] = self.told()["observations"]
        return [row for row in rows if all(row[name] == value for name, value in wanted.items())]

    def forget(self) -> None:
        requests.delete(self._url, timeout=10)

    def user(self, *statements: Document) -> Caller:
        """A new user with an inline policy of these statements, and its keys."""
        name = f"user-{uuid.uuid4().hex[:8]}"
        arn = self.clients.iam.create_user(UserName=name)["User"]["Arn"]
        if statements:
            self.clients.iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(*statements))
        keys: Any = self.clients.iam.create_access_key(UserName=name)["AccessKey"]
        return Caller(self.clients, arn, keys)

    def role(self, *statements: Document, trusts: Any = None, name: str = "") -> str:
        """A new role with an inline policy of these statements; it trusts Lambda."""
        name = name or f"role-{uuid.uuid4().hex[:8]}"
        trust = {
            "Effect": "Allow",
            "Principal": trusts or {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
        role = self.clients.iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))["Role"]
        if statements:
            self.clients.iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(*statements))
        return role["Arn"]

    def session(self, role_arn: str, **options: Any) -> Caller:
        """A session of a role, assumed by the account's root."""
        answer = self.clients.sts.assume_role(RoleArn=role_arn, RoleSessionName="run", **options)
        keys: Any = answer["Credentials"]
        return Caller(self.clients, answer["AssumedRoleUser"]["Arn"], keys)

    @property
    def _url(self) -> str:
        return f"{self.clients.endpoint.url}/_harness/iam?account={self.clients.account_id}"
