"""What of moto's DynamoDB is changed: how values compare and add, transactions, and the cost of reading and copying."""

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

from emulator.localstack.seams import adds, replaces, wraps

_MOTO: dict[str, Any] = {"base": "moto", "at": "dynamodb"}
COMPARED = "Values of different types are different and unordered, as in DynamoDB; moto compares Python's."
NUMBERS = "Numbers are exact; moto's are floats."
COPIED = "An item is copied without the generic machinery: four times a request."
READ = "An expression is read once; functions send the same few again and again."
PLAIN = "What sets, removes or counts whole attributes that are in no key is done at once; moto looks at it ten times."
_VALIDATED = ("expression_attribute_names", "expression_attribute_values", "item", "table")
MANAGED = {
    "KeyManager": "AWS",
    "Description": "Default key that protects my DynamoDB data when no other key is defined",
}
"""What KMS says of the key that DynamoDB uses when a table names none."""
GRAMMAR = "Expressions are read by DynamoDB's grammar; moto drops what it doesn't expect, or fails."

Condition = Callable[[Any, Any], bool]


def _ordered(compare: Callable[[Any, Any], bool]) -> Condition:
    from emulator.localstack.dynamodb.comparisons import ordered

    return lambda self, item: ordered(compare, self.lhs, self.rhs, item)


@replaces("dynamodb.comparisons:OpEqual.expr", why=COMPARED, **_MOTO)
def equal(_: Any) -> Condition:
    """`=`."""
    from emulator.localstack.dynamodb.comparisons import same

    return lambda self, item: same(self.lhs, self.rhs, item)


@replaces("dynamodb.comparisons:OpNotEqual.expr", why=COMPARED, **_MOTO)
def not_equal(_: Any) -> Condition:
    """`<>`."""
    from emulator.localstack.dynamodb.comparisons import same

    return lambda self, item: not same(self.lhs, self.rhs, item)


@replaces("dynamodb.comparisons:OpLessThan.expr", why=COMPARED, **_MOTO)
def less(_: Any) -> Condition:
    """`<`."""
    return _ordered(operator.lt)


@replaces("dynamodb.comparisons:OpLessThanOrEqual.expr", why=COMPARED, **_MOTO)
def less_or_equal(_: Any) -> Condition:
    """`<=`."""
    return _ordered(operator.le)


@replaces("dynamodb.comparisons:OpGreaterThan.expr", why=COMPARED, **_MOTO)
def greater(_: Any) -> Condition:
    """`>`."""
    return _ordered(operator.gt)


@replaces("dynamodb.comparisons:OpGreaterThanOrEqual.expr", why=COMPARED, **_MOTO)
def greater_or_equal(_: Any) -> Condition:
    """`>=`."""
    return _ordered(operator.ge)


@replaces("dynamodb.comparisons:FuncBetween.expr", why=COMPARED, **_MOTO)
def between(_: Any) -> Condition:
    """BETWEEN."""
    from emulator.localstack.dynamodb.comparisons import ordered

    less_or_equal = partial(ordered, operator.le)
    return lambda self, item: less_or_equal(self.start, self.attr, item) and less_or_equal(self.attr, self.end, item)


@replaces("dynamodb.comparisons:FuncIn.expr", why=COMPARED, **_MOTO)
def is_in(_: Any) -> Condition:
    """IN."""
    from emulator.localstack.dynamodb.comparisons import same

    return lambda self, item: any(same(self.attr, value, item) for value in self.possible_values)


@replaces("dynamodb.comparisons:FuncContains.expr", why=COMPARED, **_MOTO)
def contains(_: Any) -> Condition:
    """contains()."""
    from emulator.localstack.dynamodb import comparisons

    return lambda self, item: comparisons.contains(self.attr, self.operand, item)


@replaces("dynamodb.comparisons:FuncBeginsWith.expr", why=COMPARED, **_MOTO)
def begins_with(_: Any) -> Condition:
    """begins_with()."""
    from emulator.localstack.dynamodb import comparisons

    return lambda self, item: comparisons.begins_with(self.attr, self.substr, item)


@replaces("dynamodb.models.dynamo_type:DynamoType.cast_value", why=NUMBERS, **_MOTO)
def cast_value(_: Any) -> property:
    """What moto sorts and filters by."""
    from emulator.localstack.dynamodb.comparisons import sortable

    return property(sortable)


@replaces("dynamodb.models.dynamo_type:DynamoType.__add__", why=NUMBERS, **_MOTO)
def add(_: Any) -> Callable[[Any, Any], Any]:
    """The sum of two numbers."""
    from emulator.localstack.dynamodb.comparisons import added

    return lambda self, other: added(self, other, 1)


@replaces("dynamodb.models.dynamo_type:DynamoType.__sub__", why=NUMBERS, **_MOTO)
def subtract(_: Any) -> Callable[[Any, Any], Any]:
    """The difference of two numbers."""
    from emulator.localstack.dynamodb.comparisons import added

    return lambda self, other: added(self, other, -1)


@replaces(
    "dynamodb.models:DynamoDBBackend.transact_write_items",
    why="Conditions are judged before anything is written; moto copies every table and may lose other writes.",
    **_MOTO,
)
def transact_write_items(_: Any) -> Callable[..., None]:
    """All or nothing."""
    from emulator.localstack.dynamodb.transactions import write

    return write


@wraps(
    "dynamodb.models.table:Table.query",
    why="A query finds its items by bisection; moto sorts all items of a table for each.",
    **_MOTO,
)
def query(original: Callable[..., Any], self: Any, *args: Any, **options: Any) -> Any:
    """What a query finds."""
    from emulator.localstack.dynamodb import queries

    return queries.query(original, self, *args, **options)


@replaces("dynamodb.parsing.expressions:UpdateExpressionParser.make", why=READ, **_MOTO)
def make(original: Any) -> Any:
    """The tree of an update expression, which moto reads in its plainest form."""
    from moto.dynamodb.parsing.expressions import UpdateExpressionParser

    from emulator.dynamodb.expressions.updates import parse, rendered
    from emulator.localstack.dynamodb.parses import remembered
    from emulator.localstack.dynamodb.plain_updates import noted

    def read(text: str) -> Any:
        actions = parse(text)
        return noted(original.__func__(UpdateExpressionParser, rendered(actions)), actions)

    return staticmethod(remembered(read))


@wraps("dynamodb.parsing.validators:Validator.__init__", why=PLAIN, **_MOTO)
def begin_validation(original: Callable[..., None], self: Any, *args: Any, **named: Any) -> None:
    """Begin with what moto has to judge."""
    from emulator.localstack.dynamodb.plain_updates import plain_update

    given = dict(zip(("expression", *_VALIDATED), args, strict=False)) | named
    self.plain = plain_update(given["expression"], *(given[name] for name in _VALIDATED))
    if self.plain is None:
        original(self, *args, **named)


@wraps("dynamodb.parsing.validators:Validator.validate", why=PLAIN, **_MOTO)
def validate(original: Callable[[Any], Any], self: Any) -> Any:
    """The tree to execute, or the update that stands for it."""
    return original(self) if self.plain is None else self.plain


@wraps("dynamodb.parsing.executors:UpdateExpressionExecutor.execute", why=PLAIN, **_MOTO)
def execute(original: Callable[..., None], self: Any, node: Any = None) -> None:
    """Change the item."""
    from emulator.localstack.dynamodb.plain_updates import PlainUpdate

    if isinstance(self.update_ast, PlainUpdate):
        self.update_ast.apply(self.item)
    else:
        original(self, node)


@replaces(
    "dynamodb.parsing.ast_nodes:DepthFirstTraverser.traverse_node_recursively",
    why="What a step of a validation does with a kind of node is found out once, not for every node.",
    **_MOTO,
)
def traverse(_: Any) -> Callable[..., Any]:
    """The tree after one step."""
    from emulator.localstack.dynamodb import parses

    return parses.traversed


@replaces(
    "dynamodb.parsing.ast_nodes:Node.find_clauses",
    why="Which kinds of nodes are searched is found out once, not for every node.",
    **_MOTO,
)
def find_clauses(_: Any) -> Callable[..., Any]:
    """The nodes of some kinds below a node."""
    from emulator.localstack.dynamodb import parses

    return parses.clauses_found


@replaces("dynamodb.comparisons:ConditionExpressionParser.parse", why=GRAMMAR, **_MOTO)
def parse_condition(_: Any) -> Callable[[Any], Any]:
    """A condition."""
    from emulator.localstack.dynamodb.conditions import parsed

    return parsed


@replaces("dynamodb.responses:ProjectionExpressionParser.parse", why=GRAMMAR, **_MOTO)
def parse_projection(_: Any) -> Callable[[Any], Any]:
    """The paths of a projection."""
    from emulator.localstack.dynamodb.paths import projected_paths

    return projected_paths


@replaces(
    "dynamodb.models.dynamo_type:Item.project",
    why="A projection has every path that it names; moto keeps one element of a list.",
    **_MOTO,
)
def project(_: Any) -> Callable[[Any, Any], Any]:
    """What a projection leaves of an item."""
    from emulator.localstack.dynamodb.paths import projected

    return projected


@adds("dynamodb.models.dynamo_type:DynamoType.__deepcopy__", why=COPIED, **_MOTO)
def copy_of_value(_: Any) -> Callable[..., Any]:
    """A value of its own."""
    from emulator.localstack.dynamodb import parses

    return parses.copy_of_value


@adds("dynamodb.models.dynamo_type:LimitedSizeDict.__deepcopy__", why=COPIED, **_MOTO)
def copy_of_attributes(_: Any) -> Callable[..., Any]:
    """Attributes of their own."""
    from emulator.localstack.dynamodb import parses

    return parses.copy_of_attributes


@adds("dynamodb.models.dynamo_type:Item.__deepcopy__", why=COPIED, **_MOTO)
def copy_of_item(_: Any) -> Callable[..., Any]:
    """An item of its own."""
    from emulator.localstack.dynamodb import parses

    return parses.copy_of_item


@adds("dynamodb.parsing.ast_nodes:Node.__deepcopy__", why=COPIED, **_MOTO)
def copy_of_tree(_: Any) -> Callable[..., Any]:
    """A parsed expression of its own."""
    from emulator.localstack.dynamodb import parses

    return parses.copy_of_tree


@wraps(
    "dynamodb.models.table:Table._get_default_encryption_key",
    why="The default key of an encrypted table is one of KMS; moto makes it in a KMS of its own.",
    **_MOTO,
)
def default_key(_: Callable[..., str], _table: Any, account_id: str, region: str) -> str:
    """The ARN of the key `alias/aws/dynamodb`, which KMS makes when it is first asked for, and AWS manages."""
    from localstack.aws.connect import connect_to
    from localstack.services.kms.models import kms_stores

    kms = connect_to(aws_access_key_id=account_id, region_name=region).kms
    found = kms.describe_key(KeyId="alias/aws/dynamodb")["KeyMetadata"]
    kms_stores[account_id][region].keys[found["KeyId"]].metadata.update(MANAGED)
    return str(found["Arn"])
