"""An HTTP API of a test's own, with a function that answers what the path asks for."""

import http.client
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint

FUNCTION = """
import json, os, time

def handler(event, context):
    path = event.get("rawPath") or event.get("path") or ""
    what = path.rsplit("/", 1)[-1]
    if event.get("type") == "REQUEST":
        token = event["headers"].get("authorization", "")
        if token == "broken":
            return {"isAuthorized": "perhaps"}
        return {"isAuthorized": token == "open", "context": {"caller": token, "at": str(time.time_ns())}}
    if what == "inferred":
        return {"ok": True}
    if what == "raise":
        raise RuntimeError("on purpose")
    if what == "exit":
        os._exit(3)
    if what == "malformed":
        return {"statusCode": "many"}
    if what == "sleep":
        # The function under test is the slow one: it takes as long as its caller asks.
        time.sleep(float((event.get("queryStringParameters") or {})["s"]))
    if what == "binary":
        headers = {"Content-Type": "image/png"}
        return {"statusCode": 200, "headers": headers, "body": "iVBORw==", "isBase64Encoded": True}
    if what == "cookies":
        return {"statusCode": 201, "cookies": ["a=1; Secure", "b=2"], "body": "made"}
    if what == "unicode":
        return {"statusCode": 200, "headers": {"X-Price": "3 €"}, "body": "3 €"}
    if what == "multi":
        return {"statusCode": 200, "multiValueHeaders": {"set-cookie": ["a=1", "b=2"]}, "body": "1.0"}
    if what == "cors":
        return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "https://function.example"}, "body": ""}
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(event)}
"""


@dataclass(frozen=True)
class Reply:
    """What came back over HTTP. `headers` are in lower case, in order, repeated ones included."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)


Send = Callable[..., Reply]


@pytest.fixture
def send(endpoint: Endpoint) -> Send:
    """Send one request to the emulator: `send("GET", "/path", body=b"", headers={…})`."""

    def exchange(method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            pairs = tuple((name.lower(), value) for name, value in answer.getheaders())
            return Reply(answer.status, pairs, answer.read())
        finally:
            connection.close()

    return exchange


@dataclass(frozen=True)
class Site:
    """An HTTP API whose integration is a function that API Gateway may call; it has no stage and no route yet."""

    clients: Clients
    send: Send
    api_id: str
    function_arn: str
    integration_id: str

    @property
    def base(self) -> str:
        """The path of the API that needs no DNS."""
        return f"/_aws/execute-api/{self.api_id}"

    def get(self, path: str, **headers: str) -> Reply:
        return self.send("GET", self.base + path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def integration(self, version: str, **settings: Any) -> str:
        """Another integration with the function."""
        made = self.clients.apigatewayv2.create_integration(
            ApiId=self.api_id,
            IntegrationType="AWS_PROXY",
            IntegrationUri=self.function_arn,
            PayloadFormatVersion=version,
            **settings,
        )
        return made["IntegrationId"]

    def route(self, key: str, integration_id: str | None = None, **settings: Any) -> str:
        target = f"integrations/{integration_id or self.integration_id}"
        made = self.clients.apigatewayv2.create_route(ApiId=self.api_id, RouteKey=key, Target=target, **settings)
        return made["RouteId"]

    def stage(self, name: str = "$default", auto: bool = True, **settings: Any) -> None:
        self.clients.apigatewayv2.create_stage(ApiId=self.api_id, StageName=name, AutoDeploy=auto, **settings)

    def permit(self, pattern: str = "*/*", statement: str = "api") -> None:
        """Let the API call the function for the routes of `pattern`."""
        clients = self.clients
        clients.lambda_.add_permission(
            FunctionName="answers",
            StatementId=f"{self.api_id}-{statement}",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:{clients.region}:{clients.account_id}:{self.api_id}/{pattern}",
        )


@pytest.fixture(scope="session")
def owner(endpoint: Endpoint) -> Clients:
    """The account of all sites."""
    return Clients(endpoint, account_id="100000000702")


@pytest.fixture(scope="session")
def function_arn(owner: Clients) -> str:
    """The function behind all sites; each API needs a permission of its own to call it."""
    role = owner.iam.create_role(RoleName="answers", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    function = owner.lambda_.create_function(
        FunctionName="answers",
        Runtime="python3.11",
        Role=role,
        Handler="answers.handler",
        Code={"ZipFile": zipped("answers.py", FUNCTION)},
        Timeout=20,
    )
    owner.lambda_.get_waiter("function_active_v2").wait(FunctionName="answers")
    return function["FunctionArn"]


@pytest.fixture
def bare_site(owner: Clients, function_arn: str, send: Send) -> Site:
    """A site whose function doesn't let the API call it."""
    api = owner.apigatewayv2.create_api(Name="site", ProtocolType="HTTP")
    integration = owner.apigatewayv2.create_integration(
        ApiId=api["ApiId"], IntegrationType="AWS_PROXY", IntegrationUri=function_arn, PayloadFormatVersion="2.0"
    )
    return Site(owner, send, api["ApiId"], function_arn, integration["IntegrationId"])


@pytest.fixture
def site(bare_site: Site) -> Site:
    """A site that serves every path and method in its default stage."""
    bare_site.permit()
    bare_site.route("$default")
    bare_site.stage()
    return bare_site


def zipped(name: str, text: str) -> bytes:
    """A function package with one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(name, text)
    return buffer.getvalue()
