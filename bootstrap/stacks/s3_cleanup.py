"""The S3 cleanup system: a bucket's events, two queues, five functions, an alarm that cleans up, and a plot API."""

from dataclasses import dataclass
from functools import cached_property

from bootstrap.model.content import Folder, Requirements
from bootstrap.model.policy import FOR_ABSENT_KEYS, Policy, Statement
from bootstrap.model.reference import Value
from bootstrap.model.resource import Resource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.bucket import Bucket
from bootstrap.resources.bucket_notification import BucketNotification, NotificationRule
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.function import Function
from bootstrap.resources.layer import Layer
from bootstrap.resources.log_group import LogGroup
from bootstrap.resources.metric_filter import MetricFilter
from bootstrap.resources.permission import Permission
from bootstrap.resources.queue import Queue
from bootstrap.resources.rest_api import RestApi, RestRoute
from bootstrap.resources.rest_stage import RestStage
from bootstrap.resources.role import Role
from bootstrap.resources.subscription import Subscription
from bootstrap.resources.table import Index, Key, Table
from bootstrap.resources.topic import Topic
from bootstrap.sources import LAMBDAS, LOCKS
from bootstrap.stacks.options import RUNTIME, StackOptions

SOURCES = LAMBDAS / "s3_cleanup"
BUCKET, PLOT_BUCKET = "assignment4-test-bucket", "assignment4-plot-bucket"
TOPIC = "assignment4-s3-events"
QUEUES = ("assignment4-tracking-queue", "assignment4-logging-queue")
DEAD_LETTER_QUEUES = tuple(f"{name}-dlq" for name in QUEUES)
DRIVER, TRACKING = "assignment4-driver-lambda", "assignment4-size-tracking-lambda"
LOGGING, CLEANER = "assignment4-logging-lambda", "assignment4-cleaner-lambda"
PLOTTING = "assignment4-plotting-lambda"
ALARM = "assignment4-total-size-alarm"
BY_SIZE, BY_OBJECT = "bucket_name-size-index", "object-event-index"
NAMESPACE, METRIC = "Assignment4", "CurrentTotalSize"
NOT_FOR_PLOTS = (
    "fontTools/*.so",  # faster twins of the modules beside them
    "PIL/_avif*", "pillow.libs/libavif*", "PIL/_webp*", "pillow.libs/libwebp*", "pillow.libs/libsharpyuv*",
    "matplotlib/mpl-data/fonts/afm/*", "matplotlib/mpl-data/fonts/pdfcorefonts/*",
    "matplotlib/testing/*", "matplotlib/backends/web_backend/*", "numpy/f2py/*", "numpy/distutils/*",
    "tzdata/*",
)  # fmt: skip
"""Of matplotlib and what it brings, what drawing a PNG in UTC doesn't need: a fifth of the bytes, half of the files."""
CONSUMER_TIMEOUT_S = 30
VISIBILITY_S = 6 * CONSUMER_TIMEOUT_S
"""Six times the function's time-out, as AWS advises for event sources."""


def s3_cleanup(options: StackOptions) -> Stack:
    """The whole system in us-east-1."""
    system = _System(Scope(options.account_id, "us-east-1", options.tags("s3-cleanup")), options)
    outputs: tuple[tuple[str, Value], ...] = (("plot_url", system.stage.url("/plot")),)
    return Stack("s3-cleanup", system.scope, system.everything(), outputs)


@dataclass(frozen=True)
class _System:
    """The resources, each under the name the specification gives it."""

    scope: Scope
    options: StackOptions

    def everything(self) -> tuple[Resource, ...]:
        """What must exist; what these mention comes with them. The layer takes longest, so its function is first."""
        return (
            self.plotting, self.api_permission, self.stage, self.plot_bucket,
            self.objects, self.history, *self.subscriptions, *self.mappings, self.notification,
            self.driver, self.cleaner, self.metric_filter, self.alarm, self.alarm_permission,
        )  # fmt: skip

    @cached_property
    def bucket(self) -> Bucket:
        """Its objects never expire: S3 publishes expirations as other events, and the total would be wrong."""
        return Bucket(self.scope, BUCKET, lifecycle=self.options.abort_uploads())

    @cached_property
    def plot_bucket(self) -> Bucket:
        return Bucket(self.scope, PLOT_BUCKET, lifecycle=self.options.expire())

    @cached_property
    def topic(self) -> Topic:
        return Topic.open_to_bucket(self.scope, TOPIC, self.bucket)

    @cached_property
    def queues(self) -> tuple[Queue, Queue]:
        """Tracking and logging, each with its dead-letter queue."""
        tracking, logging = map(self._queue, QUEUES, DEAD_LETTER_QUEUES)
        return tracking, logging

    def _queue(self, name: str, dead_letter_queue: str) -> Queue:
        dead_letters = Queue(self.scope, dead_letter_queue, retention_s=1_209_600)
        return Queue.open_to_topic(self.scope, name, self.topic, VISIBILITY_S, dead_letters)

    @cached_property
    def subscriptions(self) -> tuple[Subscription, ...]:
        return tuple(Subscription(self.scope, queue.name, self.topic, queue) for queue in self.queues)

    @cached_property
    def notification(self) -> BucketNotification:
        """Put when all behind it is ready, so that the `s3:TestEvent` that S3 sends then always takes the same way."""
        rule = NotificationRule("all-changes", self.topic, ("s3:ObjectCreated:*", "s3:ObjectRemoved:*"))
        behind = (*self.subscriptions, *self.mappings)
        return BucketNotification(self.scope, "assignment4-notification", self.bucket, (rule,), after=behind)

    @cached_property
    def objects(self) -> Table:
        index = Index(BY_SIZE, Key("bucket_name", "size:N"))
        return Table(self.scope, "ObjectTable", Key("object_name"), (index,))

    @cached_property
    def history(self) -> Table:
        """What has happened may be forgotten after a while, unlike what there is: ObjectTable's items never expire."""
        index = Index(BY_OBJECT, Key("bucket_name", "object_event"), local=True)
        ttl_attribute = "expires_at" if self.options.ttl_days else ""
        return Table(self.scope, "HistoryTable", Key("bucket_name", "event_key"), (index,), ttl_attribute)

    @cached_property
    def size_tracking(self) -> Function:
        reads = ("dynamodb:GetItem", "dynamodb:BatchGetItem")
        writes = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
        return self._function(
            TRACKING, "size_tracking", ("size_ledger", "s3_events", "size_tables", "json_lines"),
            (
                Statement((*reads, *writes), (self.objects.arn,)),
                Statement(("dynamodb:PutItem",), (self.history.arn,)),
                Statement(("dynamodb:Query",), (self.history.index_arn(BY_OBJECT),)),
                _consumes(self.queues[0]),
            ),
            {
                "OBJECT_TABLE": self.objects.name,
                "HISTORY_TABLE": self.history.name,
                **self.options.ttl_variables,
            },
        )  # fmt: skip

    @cached_property
    def logging(self) -> Function:
        return self._function(
            LOGGING, "event_logging", ("event_log", "s3_events", "size_tables", "json_lines"),
            (Statement(("dynamodb:Query",), (self.history.index_arn(BY_OBJECT),)), _consumes(self.queues[1])),
            {"HISTORY_TABLE": self.history.name},
        )  # fmt: skip

    @cached_property
    def cleaner(self) -> Function:
        state_row = (("ForAllValues:StringEquals", "dynamodb:LeadingKeys", "__STATE__"),)
        return self._function(
            CLEANER, "cleaner", ("clean_up", "size_tables", "json_lines"),
            (
                Statement(("dynamodb:Query",), (self.objects.index_arn(BY_SIZE),)),
                Statement(
                    ("dynamodb:GetItem",), (self.objects.arn,),
                    reserved=(("dynamodb:GetItem", "only a repeated invocation reads which object was claimed"),),
                ),
                Statement(("dynamodb:UpdateItem",), (self.objects.arn,), conditions=state_row),
                Statement(("s3:DeleteObject", "s3:GetObject"), (self.bucket.objects_arn,)),
                Statement(("s3:ListBucket",), (self.bucket.arn,), reserved=FOR_ABSENT_KEYS),
            ),
            {"OBJECT_TABLE": self.objects.name},
        )  # fmt: skip

    @cached_property
    def plotting(self) -> Function:
        lock = LOCKS / "layers" / "matplotlib.txt"
        layer = Layer(self.scope, "matplotlib-layer", Requirements(lock, NOT_FOR_PLOTS), (RUNTIME,))
        return self._function(
            PLOTTING, "plotting", ("size_chart", "size_tables", "json_lines"),
            (
                Statement(("dynamodb:Query",), (self.history.arn,)),
                Statement(("s3:PutObject",), (self.plot_bucket.objects_arn,)),
            ),
            {
                "HISTORY_TABLE": self.history.name,
                "PLOT_BUCKET_NAME": self.plot_bucket.name,
                "THRESHOLD": str(self.options.threshold),
            },
            timeout_s=29, memory_mb=512, layers=(layer,),
        )  # fmt: skip

    @cached_property
    def driver(self) -> Function:
        return self._function(
            DRIVER, "driver", ("reference_run", "size_tables", "json_lines"),
            (
                Statement(("s3:PutObject",), (self.bucket.objects_arn,)),
                Statement(("s3:ListBucket",), (self.bucket.arn,)),
                Statement(("dynamodb:GetItem",), (self.objects.arn,)),
                Statement(("dynamodb:Query",), (self.history.arn,)),
                Statement(("cloudwatch:DescribeAlarms",), (self.alarm_arn,)),
            ),
            {
                "OBJECT_TABLE": self.objects.name,
                "HISTORY_TABLE": self.history.name,
                "ALARM_NAME": ALARM,
                "PERIOD_S": str(self.options.period_s),
                "PLOT_API_URL": self.stage.url("/plot"),
            },
            timeout_s=900,
        )  # fmt: skip

    @cached_property
    def mappings(self) -> tuple[EventSourceMapping, ...]:
        tracking, logging = self.queues
        return (
            EventSourceMapping(self.scope, "tracking", tracking, self.size_tracking, maximum_concurrency=2),
            EventSourceMapping(self.scope, "logging", logging, self.logging),
        )

    @cached_property
    def metric_filter(self) -> MetricFilter:
        group = self.size_tracking.log_group
        return MetricFilter(
            self.scope, "assignment4-total-size", group, "{ $.total_size = * }", "$.total_size", NAMESPACE, METRIC
        )

    @cached_property
    def alarm(self) -> Alarm:
        return Alarm(
            self.scope, ALARM, NAMESPACE, METRIC, "Maximum", self.options.threshold, self.options.period_s,
            missing_data="ignore", actions=(self.cleaner.arn,), after=(self.alarm_permission,),
        )  # fmt: skip

    @cached_property
    def alarm_permission(self) -> Permission:
        invoker = "lambda.alarms.cloudwatch.amazonaws.com"
        return Permission(self.scope, "AllowAlarm", self.cleaner, invoker, self.alarm_arn)

    @property
    def alarm_arn(self) -> str:
        """From its name: the alarm needs the permission, and the permission the ARN."""
        return self.scope.arn("cloudwatch", f"alarm:{ALARM}")

    @cached_property
    def route(self) -> RestRoute:
        return RestRoute("GET", "/plot", self.scope.arn("lambda", f"function:{PLOTTING}"))

    @cached_property
    def api(self) -> RestApi:
        return RestApi(self.scope, "assignment4-plot-api", (self.route,), ("*/*",))

    @cached_property
    def stage(self) -> RestStage:
        return RestStage(self.scope, "prod", self.api)

    @cached_property
    def api_permission(self) -> Permission:
        source = self.api.invoke_arn(self.route)
        return Permission(self.scope, "AllowPlotApi", self.plotting, "apigateway.amazonaws.com", source)

    def _function(
        self,
        name: str,
        folder: str,
        packages: tuple[str, ...],
        statements: tuple[Statement, ...],
        environment: dict[str, Value],
        timeout_s: int = CONSUMER_TIMEOUT_S,
        memory_mb: int = 256,
        layers: tuple[Layer, ...] = (),
    ) -> Function:
        """A function with a role of its own that may do what `statements` say and write its log, and nothing else."""
        group = LogGroup.of_function(self.scope, name, self.options.retention_days)
        own_log = Statement(("logs:CreateLogStream", "logs:PutLogEvents"), (f"{group.arn}:*",))
        role = Role(self.scope, f"{name}-role", policies=((f"{name}-policy", Policy((own_log, *statements))),))
        code = Folder(SOURCES / folder, tuple(SOURCES / "packages" / package for package in packages))
        variables = tuple(sorted({"BUCKET_NAME": self.bucket.name, **environment}.items()))
        return Function(
            self.scope, name, code, role, group,
            runtime=RUNTIME, memory_mb=memory_mb, timeout_s=timeout_s, environment=variables, layers=layers,
        )  # fmt: skip


def _consumes(queue: Queue) -> Statement:
    return Statement(("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"), (queue.arn,))
