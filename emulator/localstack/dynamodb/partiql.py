"""ExecuteStatement, BatchExecuteStatement and ExecuteTransaction: each statement is asked as the request it stands for.

API reference of the three; developer guide, "PartiQL transactions" and "PartiQL batch operations": a transaction, and
a batch, reads or writes, not both. Every member of a batch's answer is that statement's own item or error.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from moto.core.exceptions import JsonRESTError, RESTError
from moto.dynamodb.exceptions import ERROR_TYPE_PREFIX, MockValidationException

from emulator.dynamodb.partiql.parsing import PARAMETERS, parse
from emulator.dynamodb.partiql.requests import Request, one_item_of, request_of
from emulator.dynamodb.partiql.tokens import StatementError
from emulator.dynamodb.partiql.tree import Exists, Insert, Select, Statement

OPERATIONS = frozenset({"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"})
KEPT = ("ReturnConsumedCapacity", "ReturnValuesOnConditionCheckFailure")
"""Members of a request that mean the same for the one it stands for."""
MEMBERS = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete", "ConditionCheck": "ConditionCheck"}
DUPLICATE, DUPLICATE_TEXT = "DuplicateItem", "Duplicate primary key exists in table"
FAILED = "ConditionalCheckFailed"
MIXED = "Statements of a batch or a transaction must be all reads or all writes"
ERROR_CODES = {
    "ConditionalCheckFailedException": FAILED, "ResourceNotFoundException": "ResourceNotFound",
    "DuplicateItemException": DUPLICATE, "ValidationException": "ValidationError",
    "ItemCollectionSizeLimitExceededException": "ItemCollectionSizeLimitExceeded",
}  # fmt: skip
"""What a batch calls the errors."""

Ask = Callable[[str, dict[str, Any]], str]
"""Answers an operation with its body."""


class DuplicateItemError(JsonRESTError):
    """An INSERT of an item that is there."""

    def __init__(self) -> None:
        super().__init__(ERROR_TYPE_PREFIX + "DuplicateItemException", DUPLICATE_TEXT)


def answer(operation: str, body: dict[str, Any], ask: Ask, backend: Any) -> str:
    """The answer to one of the three operations; the backend has the tables."""
    runner = _Runner(ask, backend)
    answers = {
        "ExecuteStatement": runner.one, "BatchExecuteStatement": runner.batch, "ExecuteTransaction": runner.transaction,
    }  # fmt: skip
    return json.dumps(answers[operation](body))


class _Runner:
    def __init__(self, ask: Ask, backend: Any) -> None:
        self._ask, self._backend = ask, backend

    def one(self, body: dict[str, Any]) -> dict[str, Any]:
        statement = _parsed(body)
        request = self._request(statement)
        if isinstance(statement, Select):
            return self._read(request, body)
        if isinstance(statement, Exists):
            raise MockValidationException("EXISTS stands in a transaction")
        found = self._write(statement, request, body)
        items = [found["Attributes"]] if found.get("Attributes") else []
        return {"Items": items} | _capacity(found)

    def batch(self, body: dict[str, Any]) -> dict[str, Any]:
        statements = [(given, _parsed_or_error(given)) for given in body["Statements"]]
        _same_kind([found for _, found in statements if not isinstance(found, RESTError)])
        answers, used = [], []
        for given, statement in statements:
            one, capacity = self._member(given, statement, body)
            answers.append(one)
            used += capacity
        return {"Responses": answers} | ({"ConsumedCapacity": used} if used else {})

    def transaction(self, body: dict[str, Any]) -> dict[str, Any]:
        statements = [_parsed(given) for given in body["TransactStatements"]]
        _same_kind(statements)
        kept = _kept(body)
        if isinstance(statements[0], Select):
            gets = [{"Get": self._request(statement, one_item=True).body} for statement in statements]
            read: dict[str, Any] = json.loads(self._ask("TransactGetItems", {"TransactItems": gets} | kept))
            return read
        writes = []
        for statement, given in zip(statements, body["TransactStatements"], strict=True):
            request = self._request(statement)
            one = {name: value for name, value in request.body.items() if name != "ReturnValues"} | _kept(given)
            writes.append({MEMBERS[request.operation]: one})
        if token := body.get("ClientRequestToken"):
            kept["ClientRequestToken"] = token
        try:
            written = json.loads(self._ask("TransactWriteItems", {"TransactItems": writes} | kept))
        except RESTError as error:
            _name_duplicates(error, statements)
            raise
        return {"Responses": []} | _capacity(written)

    def _member(
        self, given: dict[str, Any], statement: Statement | RESTError, body: dict[str, Any]
    ) -> tuple[dict[str, Any], list[Any]]:
        """What a batch answers for one statement, and what it consumed."""
        if isinstance(statement, RESTError):
            return _error(statement), []
        table = statement.select.table if isinstance(statement, Exists) else statement.table
        asked = given | _kept(body, KEPT[:1])
        try:
            if isinstance(statement, Select):
                request = self._request(statement, one_item=True)
                if given.get("ConsistentRead"):
                    request.body["ConsistentRead"] = True
                found = json.loads(self._ask(request.operation, request.body | _kept(asked)))
                item = found.get("Item")
            else:
                found = self._write(statement, self._request(statement), asked)
                item = found.get("Attributes")
        except RESTError as error:
            return _error(error) | {"TableName": table}, []
        capacity = found.get("ConsumedCapacity")
        return {"TableName": table} | ({"Item": item} if item else {}), [capacity] if capacity else []

    def _read(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        asked = request.body | _kept(body)
        if body.get("Limit"):
            asked["Limit"] = body["Limit"]
        if body.get("ConsistentRead"):
            asked["ConsistentRead"] = True
        if body.get("NextToken"):
            asked["ExclusiveStartKey"] = _start(body["NextToken"])
        found = json.loads(self._ask(request.operation, asked))
        read = {"Items": found.get("Items", [])} | _capacity(found)
        if last := found.get("LastEvaluatedKey"):
            read |= {"LastEvaluatedKey": last, "NextToken": urlsafe_b64encode(json.dumps(last).encode()).decode()}
        return read

    def _write(self, statement: Statement, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        if request.operation == "ConditionCheck":
            raise MockValidationException("EXISTS stands in a transaction")
        try:
            found: dict[str, Any] = json.loads(self._ask(request.operation, request.body | _kept(body)) or "{}")
        except RESTError as error:
            if isinstance(statement, Insert) and "ConditionalCheckFailed" in error.get_body():
                raise DuplicateItemError from error
            raise
        return found

    def _request(self, statement: Statement, one_item: bool = False) -> Request:
        select = statement.select if isinstance(statement, Exists) else statement
        table = self._backend.get_table(select.table)
        key = list(table.table_key_attrs)
        if isinstance(select, Select) and select.index:
            found = next((each for each in table.all_indexes() if each.name == select.index), None)
            if found is None:
                raise MockValidationException(f"The table does not have the specified index: {select.index}")
            key = [part["AttributeName"] for part in sorted(found.schema, key=lambda part: str(part["KeyType"]))]
        try:
            if one_item and isinstance(statement, Select):
                return one_item_of(statement, key)
            return request_of(statement, key)
        except StatementError as error:
            raise MockValidationException(str(error)) from error


def _parsed(given: Mapping[str, Any]) -> Statement:
    try:
        return parse(given["Statement"], given.get("Parameters") or ())
    except StatementError as error:
        said = str(error)
        if said != PARAMETERS:
            said = f"Statement wasn't well formed, can't be processed: {said}"
        raise MockValidationException(said) from error


def _parsed_or_error(given: Mapping[str, Any]) -> Statement | RESTError:
    try:
        return _parsed(given)
    except RESTError as error:
        return error


def _same_kind(statements: Sequence[Statement]) -> None:
    if len({isinstance(statement, Select) for statement in statements}) > 1:
        raise MockValidationException(MIXED)


def _kept(body: Mapping[str, Any], names: Sequence[str] = KEPT) -> dict[str, Any]:
    return {name: body[name] for name in names if name in body}


def _capacity(found: Mapping[str, Any]) -> dict[str, Any]:
    return {"ConsumedCapacity": found["ConsumedCapacity"]} if "ConsumedCapacity" in found else {}


def _start(token: str) -> dict[str, Any]:
    """The key that a NextToken stands for."""
    try:
        found = json.loads(urlsafe_b64decode(token))
    except ValueError as error:
        raise MockValidationException("Invalid NextToken") from error
    return found if isinstance(found, dict) else {}


def _error(error: RESTError) -> dict[str, Any]:
    """As a batch tells it."""
    said = json.loads(error.get_body())
    name = str(said["__type"]).rpartition("#")[2]
    told = {"Code": ERROR_CODES.get(name, name), "Message": said.get("message") or said.get("Message", "")}
    return {"Error": told | ({"Item": said["Item"]} if "Item" in said else {})}


def _name_duplicates(error: RESTError, statements: Sequence[Statement]) -> None:
    """A cancelled INSERT's reason is DuplicateItem, in the list and in the message."""
    body = json.loads(error.get_body())
    if "CancellationReasons" not in body:
        return
    for reason, statement in zip(body["CancellationReasons"], statements, strict=True):
        if isinstance(statement, Insert) and reason["Code"] == FAILED:
            reason |= {"Code": DUPLICATE, "Message": DUPLICATE_TEXT}
            reason.pop("Item", None)
    codes = ", ".join(reason["Code"] for reason in body["CancellationReasons"])
    body["Message"] = f"{body['Message'].partition('[')[0]}[{codes}]"
    error.description = json.dumps(body)
