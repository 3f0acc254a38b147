"""Function URLs: AWS_IAM asks for a signature in every mode, and in `enforce` both types ask for a permission."""

import base64
import json
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from bootstrap.clients import Clients
from tests.integration.iam.callers import Caller, Iam, allow
from tests.integration.iam.test_functions import LOGS, make
from tests.integration.lambda_runtime.functions import Deploy, Function, wait_until

ECHO = """
import json
def handler(event, context):
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(event)}
"""
FORBIDDEN = '{"Message":"Forbidden"}'
ACTION = "lambda:InvokeFunctionUrl"


@dataclass(frozen=True)
class Url:
    """A function's URL."""

    clients: Clients
    function: Function
    address: str

    def keys(self, **more: str) -> dict[str, str]:
        return {"AccessKeyId": self.clients.account_id, "SecretAccessKey": "anything", **more}

    def get(self, keys: dict[str, str] | None = None, path: str = "", how: Any = SigV4Auth, **more: Any) -> Any:
        """The answer to a request, signed with these keys."""
        method, body = more.get("method", "GET"), more.get("body", b"")
        request = AWSRequest(method, self.address + path, headers=more.get("headers", {}), data=body)
        if keys is not None:
            credentials = Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys.get("SessionToken"))
            how(credentials, more.get("service", "lambda"), self.clients.region).add_auth(request)
        prepared = request.prepare()
        return requests.request(method, prepared.url, headers=dict(prepared.headers), data=body, timeout=20)

    def permit(self, principal: str, auth_type: str) -> None:
        self.clients.lambda_.add_permission(
            FunctionName=self.function.name,
            StatementId=f"url-{auth_type}",
            Action=ACTION,
            Principal=principal,
            FunctionUrlAuthType=auth_type,  # type: ignore[arg-type]
        )


@pytest.fixture
def url(clients: Clients, iam: Iam) -> Url:
    """A URL with AuthType AWS_IAM."""
    function = make(clients, "behind-a-url", iam.role(LOGS), ECHO)
    made = clients.lambda_.create_function_url_config(FunctionName=function.name, AuthType="AWS_IAM")
    return Url(clients, function, made["FunctionUrl"])


def refused(answer: Any, code: str = "AccessDeniedException", body: str = FORBIDDEN) -> bool:
    assert (answer.status_code, answer.headers["x-amzn-ErrorType"]) == (403, code), answer.text
    return bool(answer.text == body or body in json.loads(answer.text)["message"])


@pytest.mark.parametrize("mode", ["off", "observe", "enforce"])
def test_nobody_calls_what_asks_for_a_signature(iam: Iam, url: Url, mode: str) -> None:
    user = iam.user(allow(ACTION))
    iam.mode(mode)
    assert refused(url.get())
    assert refused(url.get(headers={"Authorization": "Bearer x"}))
    stolen = {**user.keys, "SecretAccessKey": "guessed"}
    assert refused(url.get(stolen), "InvalidSignatureException", "signature we calculated does not match")
    assert refused(url.get(user.keys, service="s3"), "InvalidSignatureException", "does not match")
    answer = url.get(user.keys)
    assert answer.status_code == 200, answer.text


def test_the_event_says_who_signed(iam: Iam, clients: Clients, url: Url) -> None:
    account = clients.account_id
    root = url.get(url.keys(), "a%20b/?x=1&y=a%20b").json()
    assert (root["rawPath"], root["requestContext"]["accountId"]) == ("/a b/", account)
    told = root["requestContext"]["authorizer"]["iam"]
    assert told == {
        "accessKey": account, "accountId": account, "callerId": account, "cognitoIdentity": None,
        "principalOrgId": None, "userArn": f"arn:aws:iam::{account}:root", "userId": account,
    }  # fmt: skip
    session = iam.session(iam.role(trusts={"AWS": account}))
    posted = url.get(session.keys, method="POST", body=b"a=1&b=2", headers={"Content-Type": "text/plain"}).json()
    assert posted["body"] == "a=1&b=2"
    role = posted["requestContext"]["authorizer"]["iam"]
    assert (role["userArn"], role["userId"].endswith(":run")) == (session.arn, True)
    presigned = url.get(iam.user().keys, how=SigV4QueryAuth).json()
    assert presigned["requestContext"]["authorizer"]["iam"]["userArn"].startswith(f"arn:aws:iam::{account}:user/")


def test_the_bytes_of_a_form_are_what_is_signed(iam: Iam, url: Url) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = url.get(iam.user().keys, method="POST", body=b"b=%7e&a=1&&c", headers=form)
    assert answer.status_code == 200, answer.text
    assert base64.b64decode(answer.json()["body"]) == b"b=%7e&a=1&&c"


def test_in_enforce_the_caller_needs_the_permission(iam: Iam, url: Url, clients: Clients) -> None:
    arn = url.function.configuration["FunctionArn"]
    may, other = iam.user(allow(ACTION, arn)), iam.user(allow("lambda:InvokeFunction", arn))
    by_type = {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}
    of_none = iam.user(allow(ACTION, arn, Condition=by_type))
    iam.mode("enforce")
    assert url.get(may.keys).status_code == 200
    assert refused(url.get(other.keys))
    assert refused(url.get(of_none.keys))
    (row,) = iam.seen(principal=other.arn, action=ACTION)
    assert (row["outcome"], row["resource"]) == ("implicitDeny", arn)
    url.permit(other.arn, "AWS_IAM")
    assert url.get(other.keys).status_code == 200
    clients.iam.delete_access_key(UserName=other.keys["UserName"], AccessKeyId=other.keys["AccessKeyId"])
    assert refused(url.get(other.keys), "UnrecognizedClientException", "security token included in the request")


@pytest.mark.parametrize("key", ["222222222222", "test", "AKIAABCDEFGHIJKLMNOP"])
def test_a_key_that_somebody_makes_up_opens_no_enforced_url(iam: Iam, url: Url, key: str) -> None:
    """Not even one of an account that decides nothing."""
    iam.mode("enforce")
    answer = url.get({"AccessKeyId": key, "SecretAccessKey": "anything"})
    assert answer.status_code == 403, answer.text


@pytest.mark.parametrize("mode", ["off", "observe", "enforce"])
def test_a_key_that_is_inactive_or_gone_opens_nothing(iam: Iam, url: Url, clients: Clients, mode: str) -> None:
    user = iam.user(allow(ACTION))
    iam.mode(mode)
    assert url.get(user.keys).status_code == 200
    key, name = user.keys["AccessKeyId"], user.arn.rpartition("/")[2]
    clients.client("iam").update_access_key(UserName=name, AccessKeyId=key, Status="Inactive")
    assert url.get(user.keys).status_code == 403
    clients.client("iam").delete_access_key(UserName=name, AccessKeyId=key)
    assert url.get(user.keys).status_code == 403


def test_none_needs_the_permission_of_everybody(iam: Iam, url: Url, clients: Clients) -> None:
    name = url.function.name
    clients.lambda_.update_function_url_config(FunctionName=name, AuthType="NONE")
    iam.mode("observe")
    assert url.get().json()["requestContext"]["accountId"] == "anonymous"
    wait_until(lambda: iam.seen(action=ACTION, outcome="implicitDeny"), "the observation")
    iam.mode("enforce")
    assert refused(url.get())
    url.permit("*", "AWS_IAM")
    assert refused(url.get())
    url.permit("*", "NONE")
    assert url.get().status_code == 200


def test_a_function_that_cannot_run_is_a_bad_gateway(iam: Iam, clients: Clients, deploy: Deploy) -> None:
    function = deploy(ECHO)  # its role isn't there
    made = clients.lambda_.create_function_url_config(FunctionName=function.name, AuthType="AWS_IAM")
    iam.mode("enforce")
    url = Url(clients, function, made["FunctionUrl"])
    answer = url.get(url.keys())
    assert (answer.status_code, answer.text) == (502, "Internal Server Error")


def test_without_a_place_there_are_too_many_requests(url: Url, clients: Clients) -> None:
    clients.lambda_.put_function_concurrency(FunctionName=url.function.name, ReservedConcurrentExecutions=0)
    answer = url.get(url.keys())
    assert (answer.status_code, answer.json()["Reason"]) == (429, "ReservedFunctionConcurrentInvocationLimitExceeded")


def test_another_account_needs_both(iam: Iam, url: Url, another: Caller) -> None:
    iam.mode("enforce")
    Iam(another.clients).mode("enforce")
    assert refused(url.get(another.keys))
    url.permit(another.arn, "AWS_IAM")
    assert url.get(another.keys).status_code == 200


@pytest.fixture
def another(clients: Clients) -> Caller:
    """A user of another account who may call every URL."""
    there = Clients(clients.endpoint, account_id=str(int(clients.account_id) ^ 1).zfill(12))
    return Iam(there).user(allow(ACTION))
