"""The registry of the control plane's operations, and what they share: the call, its errors, paging, reads.

An operation is a function of the call and the request's parameters, both in AWS's names, that returns AWS's answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from operator import attrgetter
from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.apigatewayv2 import deployments
from emulator.apigatewayv2.api import Api, Record
from emulator.localstack.apigatewayv2.store import HttpApiStore

PAGE_SIZE = 500

Request = dict[str, Any]
Operation = Callable[["Call", Request], Any]
OPERATIONS: dict[str, Operation] = {}


def bad_request(text: str) -> CommonServiceException:
    """400."""
    return CommonServiceException("BadRequestException", text, status_code=400)


def not_found(kind: str, identifier: str) -> CommonServiceException:
    """404."""
    return CommonServiceException("NotFoundException", f"Invalid {kind} identifier specified {identifier}", 404)


def conflict(text: str) -> CommonServiceException:
    """409."""
    return CommonServiceException("ConflictException", text, status_code=409)


def unsupported(what: str) -> CommonServiceException:
    """400, which no client tries again: AWS has it, this emulator doesn't; nothing was changed."""
    text = (
        f"{what} is not supported by this emulator, which has HTTP APIs with AWS_PROXY integrations to Lambda "
        "functions and REQUEST authorizers"
    )
    return CommonServiceException("NotImplemented", text, status_code=400, sender_fault=True)


@dataclass(frozen=True)
class Call:
    """Who calls, and where."""

    account_id: str
    region: str
    store: HttpApiStore

    def api(self, request: Request) -> Api:
        """The API that `ApiId` names; NotFoundException without it."""
        api: Api | None = self.store.apis.get(request["ApiId"])
        if api is None:
            raise not_found("API", f"{self.account_id}:{request['ApiId']}")
        return api


def operation(name: str, deploys: bool = False) -> Callable[[Operation], Operation]:
    """Register an operation. One that `deploys` changes what is served: stages with AutoDeploy get it at once."""

    def register(function: Operation) -> Operation:
        @wraps(function)
        def run(call: Call, request: Request) -> Any:
            answer = function(call, request)
            if deploys:
                deployments.auto_deploy(call.api(request))
            return answer

        OPERATIONS[name] = run
        return run

    return register


@dataclass(frozen=True)
class Kind:
    """A kind of resource below an API: its name, and the parameter with its id."""

    name: str
    id_field: str

    def all(self, api: Api) -> dict[str, Record]:
        """The API's records of this kind, by id."""
        found: dict[str, Record] = attrgetter(f"{self.name.lower()}s")(api)
        return found

    def one(self, api: Api, identifier: str) -> Record:
        """One record; NotFoundException without it."""
        record = self.all(api).get(identifier)
        if record is None:
            raise not_found(self.name, identifier)
        return record


ROUTE = Kind("Route", "RouteId")
INTEGRATION = Kind("Integration", "IntegrationId")
AUTHORIZER = Kind("Authorizer", "AuthorizerId")
STAGE = Kind("Stage", "StageName")


def _register_reads(kind: Kind) -> None:
    def get(call: Call, request: Request) -> Record:
        return kind.one(call.api(request), request[kind.id_field])

    def get_all(call: Call, request: Request) -> Record:
        return page(kind.all(call.api(request)).values(), request)

    operation(f"Get{kind.name}")(get)
    operation(f"Get{kind.name}s")(get_all)


for _kind in (ROUTE, INTEGRATION, AUTHORIZER, STAGE):
    _register_reads(_kind)


def page(records: Iterable[Record], request: Request) -> Record:
    """`Items` from `NextToken` on, at most `MaxResults` of them, and the next `NextToken` when there are more."""
    try:
        start, size = int(request.get("NextToken") or 0), int(request.get("MaxResults") or PAGE_SIZE)
    except ValueError as error:
        raise bad_request("NextToken is not one of an earlier answer, or MaxResults is not a number") from error
    if start < 0 or size < 1:
        raise bad_request("NextToken is not one of an earlier answer, or MaxResults is less than 1")
    every = list(records)
    answer: Record = {"Items": every[start : start + size]}
    if start + size < len(every):
        answer["NextToken"] = str(start + size)
    return answer


def given(request: Request, *names: str) -> Record:
    """Those of the parameters that the request has."""
    return {name: request[name] for name in names if request.get(name) is not None}
