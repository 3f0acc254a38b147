"""The DynamoDB service as LocalStack sees it: one request after the other for an account and region, answered by moto.

The lock is one for all tables of an account and region, not one a table. It is held for the operation and its answer's
text only (well under a millisecond for an item), in one interpreter two tables' operations never run in parallel
anyway, and a transaction over several tables needs no order of locks.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import RLock
from typing import Any

from botocore import xform_name
from localstack.aws.api import RequestContext
from localstack.aws.skeleton import Skeleton
from localstack.aws.spec import load_service
from localstack.http import Response
from localstack.services.plugins import Service
from moto.core.exceptions import RESTError

from emulator.divergences import divergences
from emulator.localstack.dynamodb import expressions, partiql, queries
from emulator.localstack.dynamodb.changes import Changes
from emulator.localstack.dynamodb.consumption import Consumption, writes_of
from emulator.localstack.dynamodb.numbers import canonical
from emulator.localstack.dynamodb.operations import Operations

LOG = logging.getLogger(__name__)
_locks: defaultdict[tuple[str, str], RLock] = defaultdict(RLock)

DIVERGENCE = "dynamodb-moto"
DETAIL = "DynamoDB is answered by moto: no throttling; tables are active at once"


def lock_of(account_id: str, region: str) -> RLock:
    """The lock of the tables of an account and region."""
    return _locks[account_id, region]


def service() -> Service:
    """The service: every operation of botocore's model, each forwarded to moto under the lock."""
    model = load_service("dynamodb")
    table: dict[str, Callable[..., Response]] = dict.fromkeys(model.operation_names, answer)
    return Service(name="dynamodb", skeleton=Skeleton(model, table))


def answer(context: RequestContext, _: Any = None) -> Response:
    """Answer one request. moto's text is passed on as it is, so that a failed condition's item and reasons survive."""
    divergences.touch(DIVERGENCE, DETAIL, context.account_id)
    operations = Operations(context.account_id, context.region)
    operation = context.operation.name
    if not hasattr(operations, xform_name(operation)):
        raise NotImplementedError(f"{operation} is not emulated: DynamoDB is moto here")
    context.consumed_capacity = {}
    status = 200
    try:
        body = json.loads(context.request.data or b"{}")
        if operation in partiql.OPERATIONS:
            with lock_of(context.account_id, context.region):
                text = partiql.answer(operation, body, partial(_asked, context), operations.dynamodb_backend)
        else:
            text = _asked(context, operation, body)
    except RESTError as error:
        status, text = error.code, error.get_body()
    except ValueError as error:
        # moto's expression parsers raise plain ValueErrors, which would be a 500 that clients retry.
        status, text = (
            400,
            json.dumps({"__type": "com.amazon.coral.validate#ValidationException", "message": str(error)}),
        )
    headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": context.request_id}
    return Response(text or "{}", status, headers)


def _asked(context: RequestContext, operation: str, body: dict[str, Any]) -> str:
    """The answer of one operation, as which the request is charged."""
    context.charged_as = operation
    operations = Operations(context.account_id, context.region)
    operations.body = canonical(body)
    expressions.check(operations.body)
    with lock_of(context.account_id, context.region):
        return _metered(context, operation, operations)


def _metered(context: RequestContext, operation: str, operations: Operations) -> str:
    """The operation's answer; what it consumed is left with the context, for `emulator.metering`."""
    method: Callable[[], str] = getattr(operations, xform_name(operation))
    consumption = changes = None
    with suppress(RESTError, LookupError, TypeError, ValueError, AttributeError):  # which the operation will refuse
        find = operations.dynamodb_backend.get_table
        consumption = Consumption(operation, operations.body, find)
        changes = Changes(operation, operations.body, operations.dynamodb_backend)
    status, text = 400, "{}"
    try:
        status, text = 200, method()
        return text
    except RESTError as error:
        text = error.get_body()
        raise
    finally:
        _follow(operation, operations)
        if changes is not None:
            changes.record()
        if consumption is not None:
            try:
                for name, units in consumption.after(status, text).items():
                    context.consumed_capacity[name] = context.consumed_capacity.get(name, 0) + units
            except Exception:  # an answer must not be lost for being counted
                LOG.exception("%s is not counted", operation)


def _follow(operation: str, operations: Operations) -> None:
    """Tell the orders of items what a request may have written, whether it succeeded or not."""
    with suppress(RESTError, LookupError, TypeError, ValueError, AttributeError):  # it was refused for its form
        for name, source in writes_of(operation, operations.body):
            queries.changed(operations.dynamodb_backend.get_table(name), source)
