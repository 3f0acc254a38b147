"""The order system: a queue, a function that takes orders into a table, and an alarm on large ones."""

from pathlib import Path

from bootstrap import (
    Alarm,
    EventSourceMapping,
    Folder,
    Function,
    Key,
    LogGroup,
    MetricFilter,
    Policy,
    Queue,
    Ref,
    Role,
    Scope,
    Stack,
    StackOptions,
    Statement,
    Table,
)

FUNCTIONS = Path(__file__).parent / "functions"
QUEUE, DEAD_LETTERS, TABLE = "orders", "orders-dlq", "orders"
FUNCTION, ALARM = "take-orders", "large-order"
LARGE = 1000


def orders(options: StackOptions) -> Stack:
    """The whole system in eu-central-1."""
    scope = Scope(options.account_id, "eu-central-1", options.tags("orders"))
    table = Table(scope, TABLE, Key("order_id"))
    queue = Queue(scope, QUEUE, visibility_timeout_s=60, dead_letters=Queue(scope, DEAD_LETTERS), max_receive_count=2)
    consumes = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
    logs = ("logs:CreateLogStream", "logs:PutLogEvents")
    group = LogGroup.of_function(scope, FUNCTION, retention_days=14)
    rights = Policy(
        (
            Statement(("dynamodb:PutItem",), (table.arn,)),
            Statement(consumes, (queue.arn,)),
            Statement(logs, (f"{group.arn}:*",)),
        )
    )
    role = Role(scope, "take-orders-role", policies=(("TakeOrders", rights),))
    function = Function(
        scope,
        FUNCTION,
        Folder(FUNCTIONS / "take_orders"),
        role,
        group,
        timeout_s=10,
        environment=(("TABLE", table.name), ("QUEUE_URL", Ref(queue, "url"))),
    )
    amounts = MetricFilter(scope, "amounts", group, "{ $.amount > 0 }", "$.amount", "Orders", "Amount")
    alarm = Alarm(scope, ALARM, "Orders", "Amount", "Maximum", LARGE, options.period_s, missing_data="notBreaching")
    declared = (table, EventSourceMapping(scope, "orders", queue, function), amounts, alarm)
    return Stack("orders", scope, declared, outputs=(("queue_url", Ref(queue, "url")),))
