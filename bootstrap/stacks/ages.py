"""What grows old: a bucket, a table, a log group and a queue that each keep things for a day, a week or a month."""

from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.resources.bucket import Bucket, LifecycleRule
from bootstrap.resources.log_group import LogGroup
from bootstrap.resources.queue import Queue
from bootstrap.resources.table import Key, Table
from bootstrap.stacks.options import StackOptions

REGION = "us-east-1"
BUCKET, TABLE, LOG_GROUP, QUEUE = "ages-objects", "ages-items", "/ages/events", "ages-messages"
TTL_ATTRIBUTE = "expires_at"
KEPT_DAYS = {"day/": 1, "week/": 7, "month/": 30}
"""After how many days objects below a prefix expire; below another they stay."""
LOG_DAYS, QUEUE_DAYS = 7, 4
DAY_S = 86_400


def ages(options: StackOptions) -> Stack:
    """Four places that keep things, and no alarm: a month passes in a moment."""
    scope = Scope(options.account_id, REGION, options.tags("ages"))
    rules = tuple(LifecycleRule(prefix.rstrip("/"), prefix, days, days) for prefix, days in KEPT_DAYS.items())
    return Stack(
        "ages",
        scope,
        (
            Bucket(scope, BUCKET, lifecycle=rules),
            Table(scope, TABLE, Key("id"), ttl_attribute=TTL_ATTRIBUTE),
            LogGroup(scope, LOG_GROUP, LOG_DAYS),
            Queue(scope, QUEUE, retention_s=QUEUE_DAYS * DAY_S),
        ),
    )
