"""Lab: what is left after a day, a week, a month. Nobody deletes anything, and yet most of it goes.

A bucket has lifecycle rules: objects below `day/` expire after one day, below `week/` after seven, below `month/` after
thirty, and an upload that was never finished goes with its prefix. A table has a time to live, a log group keeps events
for a week, a queue keeps messages for four days. Into each something is put that expires and, where that is possible,
something that doesn't. Then time passes: 24 hours, 7 days, 30 days, the moments at which the cleanup guide looks at the
bill. A month of CloudWatch's time takes a second.

What you will see. After 24 hours the item that lived for a day is gone, and the object is not: S3 adds the days to the
object's creation and waits for the next midnight of UTC, so "one day" is between one and two. After 7 days the message
is gone, the object of a day, and the log event; the object of a week still waits for its midnight. After 30 days what
was never told to expire is left, and the object of a month, for one more midnight. A last look at 31 days finds only
what nobody gave an age.

What it costs. Storage is what remains on the bill when a system stands idle. The price of what is left falls from look
to look, and ends at what would be paid for ever. That is the case for lifecycle rules, retention and time to live: they
cost nothing, and what they forget is what you pay for.

Why AWS is later. There an expired object goes within about a day and isn't charged from its midnight on; an expired
item goes within a few days, and filters must leave it out until then; log events take up to 72 hours. Here they go at
the moment.

What to try. Take the time to live from the table. Predict the bill at 30 days of a bucket that keeps versions.
"""

from typing import Any

from bootstrap.stacks.ages import BUCKET, DAY_S, KEPT_DAYS, LOG_GROUP, QUEUE, TABLE, TTL_ATTRIBUTE
from harness.cost.recorded import measured
from harness.probes.emulator import Emulator
from harness.probes.queue import depth
from harness.run.clock import utc_now
from harness.run.context import RunContext
from harness.systems.ages.checks import AGES_CHECKS
from harness.systems.ages.system import SYSTEM
from pricing.bill import bill
from pricing.price_table import PriceTable

LOOKS_DAYS = (0, 1, 7, 30, 31)
FOR_EVER = "for-ever/"
BODY = b"x" * 100_000


@SYSTEM.scenario("ages", checks=AGES_CHECKS)
def ages(context: RunContext) -> None:
    """What is left after a day, a week and a month, and what it costs: everything that has an age goes by itself."""
    with context.act("put", objects=len(KEPT_DAYS) + 1, items=len(KEPT_DAYS) + 1, events=1, messages=1):
        _put(context)
    passed = 0
    for days in LOOKS_DAYS:
        context.skip((days - passed) * DAY_S)
        passed = days
        context.observe("left", days=days, **_left(context))


def _put(context: RunContext) -> None:
    clients, now_s = context.clients, context.clock.now_s()
    for prefix in (*KEPT_DAYS, FOR_EVER):
        clients.s3.put_object(Bucket=BUCKET, Key=f"{prefix}object", Body=BODY)
        item: Any = {"id": {"S": prefix}, "text": {"S": "x" * 1_000}}
        if prefix in KEPT_DAYS:
            item[TTL_ATTRIBUTE] = {"N": str(int(now_s) + KEPT_DAYS[prefix] * DAY_S - 1)}
        clients.dynamodb.put_item(TableName=TABLE, Item=item)
    clients.s3.create_multipart_upload(Bucket=BUCKET, Key="week/unfinished")
    clients.logs.create_log_stream(logGroupName=LOG_GROUP, logStreamName="stream")
    event: Any = {"timestamp": int(utc_now().timestamp() * 1000), "message": "something happened"}
    clients.logs.put_log_events(logGroupName=LOG_GROUP, logStreamName="stream", logEvents=[event])
    url = clients.sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
    clients.sqs.send_message(QueueUrl=url, MessageBody="nobody reads this")


def _left(context: RunContext) -> dict[str, Any]:
    clients = context.clients
    objects = clients.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    items = clients.dynamodb.scan(TableName=TABLE)["Items"]
    return {
        "objects": sorted(each["Key"].partition("/")[0] for each in objects),
        "uploads": len(clients.s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])),
        "items": sorted(each["id"]["S"].rstrip("/") for each in items),
        "events": len(clients.logs.filter_log_events(logGroupName=LOG_GROUP)["events"]),
        "messages": depth(clients, QUEUE).total,
        "usd a month": _storage_usd(context),
    }


def _storage_usd(context: RunContext) -> str:
    """What a month of what is stored costs, in dollars; log events are charged once, when they come in."""
    stored = [row for row in Emulator(context.clients).usage()["stored"] if row["service"] != "logs"]
    usage = measured({"requests": [], "stored": stored, "metrics": [], "reports": {}})
    return f"{bill(usage, PriceTable.read(), context.clients.region).total:.9f}"
