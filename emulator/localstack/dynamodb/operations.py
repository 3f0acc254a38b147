"""moto's operations, corrected where its answers differ from DynamoDB's in ways that event-driven systems notice."""

import json
from typing import Any

from moto.dynamodb.exceptions import MockValidationException, ProvidedKeyDoesNotExist
from moto.dynamodb.models.table import Table
from moto.dynamodb.models.utilities import dynamo_json_dump
from moto.dynamodb.responses import ProjectionExpressionParser

from emulator.localstack.dynamodb import expressions, reading, transactions
from emulator.localstack.dynamodb.items import Key, check_index_keys, key_in, key_names, key_of, unchanged_on_error
from emulator.localstack.dynamodb.paths import project, updated_paths
from emulator.localstack.dynamodb.tables import TableOperations

MAX_BATCH_WRITES = 25
_tokens = transactions.Tokens()


class Operations(TableOperations):
    """The operations on items. One instance answers one request; `body` is the request."""

    def get_item(self) -> str:
        """GetItem with exactly the key's attributes."""
        key_of(self._table(), self.body["Key"])
        return super().get_item()

    def put_item(self) -> str:
        """PutItem; `Attributes` only when there are any."""
        check_index_keys(self._table(), self.body["Item"])
        return self._tidy(super().put_item())

    def delete_item(self) -> str:
        """DeleteItem; `Attributes` only when there are any."""
        key_of(self._table(), self.body["Key"])
        return self._tidy(super().delete_item())

    def update_item(self) -> str:
        """UpdateItem: nothing is changed when it fails; UPDATED_OLD and UPDATED_NEW give what the update names."""
        table = self._table()
        key = key_of(table, self.body["Key"])
        wanted = self.body.get("ReturnValues", "NONE")
        with unchanged_on_error(table, key) as (before,):
            answer = super().update_item()
            if table.global_indexes or table.indexes:
                check_index_keys(table, table.get_item(*key).to_json()["Attributes"])
        if wanted.startswith("UPDATED_"):
            shown = table.get_item(*key) if wanted == "UPDATED_NEW" else before
            chosen = project(shown.to_json()["Attributes"] if shown else {}, updated_paths(self.body))
            answer = dynamo_json_dump({**json.loads(answer), "Attributes": chosen})
        return self._tidy(answer)

    def query(self) -> str:
        """Query, unless what it asks can't be asked of its table or index."""
        table = self._table()
        self._check_reading(table)
        expressions.check_filter(self.body, key_names(table, self.body.get("IndexName")))
        if self.body.get("KeyConditionExpression"):
            conditions = expressions.read_key_conditions(self.body)
            self.body["KeyConditionExpression"] = reading.key_text(table, self.body, conditions)
        return self._whole_items(table, super().query())

    def scan(self) -> str:
        """Scan; `Select=COUNT` answers without the items."""
        table = self._table()
        self._check_reading(table)
        answer = json.loads(self._whole_items(table, super().scan()))
        if self.body.get("Select") == "COUNT":
            answer.pop("Items", None)
        return json.dumps(answer)

    def _check_reading(self, table: Table) -> None:
        if self.body.get("IndexName") and reading.index_of(table, self.body) is None:
            raise MockValidationException(f"The table does not have the specified index: {self.body['IndexName']}")
        reading.check_select(table, self.body)
        reading.check_start(table, self.body)

    def _whole_items(self, table: Table, text: str) -> str:
        """A local index has the table's items at hand when all attributes are asked for."""
        if self.body.get("Select") != "ALL_ATTRIBUTES" or not self.body.get("IndexName"):
            return text
        answer = json.loads(text)
        found = [table.get_item(*key_in(table, item)) for item in answer.get("Items", ())]
        answer["Items"] = [item.to_json()["Attributes"] for item in found if item is not None]
        return dynamo_json_dump(answer)

    def batch_write_item(self) -> str:
        """BatchWriteItem: at most 25 writes, each on another item, all checked before the first is made."""
        requests = self.body["RequestItems"]
        if not 1 <= sum(len(writes) for writes in requests.values()) <= MAX_BATCH_WRITES:
            raise MockValidationException(
                "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: "
                "Map value must satisfy constraint: [Member must have length less than or equal to 25, "
                "Member must have length greater than or equal to 1]"
            )
        for name, writes in requests.items():
            keys = [self._written_key(self.dynamodb_backend.get_table(name), write) for write in writes]
            if len(set(keys)) < len(keys):
                raise MockValidationException("Provided list of item keys contains duplicates")
        return self._tidy(super().batch_write_item())

    def batch_get_item(self) -> str:
        """BatchGetItem, unless a key isn't one of its table."""
        for name, request in self.body["RequestItems"].items():
            for key in request["Keys"]:
                key_of(self.dynamodb_backend.get_table(name), key)
        return self._tidy(super().batch_get_item())

    def transact_write_items(self) -> str:
        """TransactWriteItems, once for a ClientRequestToken."""
        owner, items = (self.current_account, self.region), self.body["TransactItems"]
        token = self.body.get("ClientRequestToken")
        if token and _tokens.used(owner, token, items):
            return "{}"
        answer = super().transact_write_items()
        if token:
            _tokens.use(owner, token, items)
        return self._tidy(answer)

    def transact_get_items(self) -> str:
        """TransactGetItems with projections, which moto leaves out."""
        text = super().transact_get_items()
        answer = json.loads(text)
        answer["Responses"] = [self._got(request["Get"]) for request in self.body["TransactItems"]]
        return self._tidy(dynamo_json_dump(answer))

    def _got(self, request: dict[str, Any]) -> dict[str, Any]:
        table = self.dynamodb_backend.get_table(request["TableName"])
        names = request.get("ExpressionAttributeNames", {})
        paths = ProjectionExpressionParser(request.get("ProjectionExpression"), names).parse()
        item = table.get_item(*key_of(table, request["Key"]), paths)
        return {} if item is None else item.describe_attrs()

    def _written_key(self, table: Table, write: dict[str, Any]) -> Key:
        if "PutRequest" in write:
            item = write["PutRequest"]["Item"]
            check_index_keys(table, item)
            if not set(table.table_key_attrs) <= item.keys():
                raise ProvidedKeyDoesNotExist
            return key_in(table, item)
        return key_of(table, write["DeleteRequest"]["Key"])

    def _tidy(self, text: str) -> str:
        """The answer without the members DynamoDB leaves out when they are empty or weren't asked for."""
        answer = json.loads(text)
        if not answer.get("Attributes"):
            answer.pop("Attributes", None)
        answer.pop("ConsumedCapacityUnits", None)
        if self.body.get("ReturnConsumedCapacity", "NONE") == "NONE":
            answer.pop("ConsumedCapacity", None)
        if self.body.get("ReturnItemCollectionMetrics", "NONE") == "NONE":
            answer.pop("ItemCollectionMetrics", None)
        return json.dumps(answer)
