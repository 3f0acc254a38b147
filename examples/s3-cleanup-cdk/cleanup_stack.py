"""A bucket whose largest object is removed when all of them together reach 20 bytes."""

import shutil
import tempfile
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import (
    aws_apigateway as apigateway,
)
from aws_cdk import (
    aws_cloudwatch as cloudwatch,
)
from aws_cdk import (
    aws_cloudwatch_actions as actions,
)
from aws_cdk import (
    aws_dynamodb as dynamodb,
)
from aws_cdk import (
    aws_iam as iam,
)
from aws_cdk import (
    aws_lambda as lambda_,
)
from aws_cdk import (
    aws_lambda_event_sources as sources,
)
from aws_cdk import (
    aws_logs as logs,
)
from aws_cdk import (
    aws_s3 as s3,
)
from aws_cdk import (
    aws_s3_notifications as notifications,
)
from aws_cdk import (
    aws_sns as sns,
)
from aws_cdk import (
    aws_sns_subscriptions as subscriptions,
)
from aws_cdk import (
    aws_sqs as sqs,
)
from constructs import Construct

HERE = Path(__file__).parent
CODE = HERE.parents[1] / "lambdas" / "s3_cleanup"
GONE_WITH_THE_STACK = cdk.RemovalPolicy.DESTROY
CONSUMER_TIMEOUT_S = 30


class CleanupStack(cdk.Stack):
    """Bucket -> topic -> two queues -> functions -> tables; log -> metric -> alarm -> cleaner; API -> plot."""

    def __init__(self, scope: Construct, name: str, **settings: object) -> None:
        super().__init__(scope, name, **settings)
        self.bucket = self._bucket("TestBucket", "assignment4-test-bucket")
        self.plots = self._bucket("PlotBucket", "assignment4-plot-bucket")
        self._tables()
        tracking, logging = self._queues()
        self._size_tracking(tracking)
        self._logging(logging)
        self._alarm(self._cleaner())
        self._driver(self._plot_api())

    def _bucket(self, logical_id: str, name: str) -> s3.Bucket:
        return s3.Bucket(self, logical_id, bucket_name=name, removal_policy=GONE_WITH_THE_STACK)

    def _tables(self) -> None:
        text, number = dynamodb.AttributeType.STRING, dynamodb.AttributeType.NUMBER
        self.objects = dynamodb.Table(
            self, "Objects", table_name="ObjectTable", removal_policy=GONE_WITH_THE_STACK,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            partition_key=dynamodb.Attribute(name="object_name", type=text),
        )  # fmt: skip
        self.objects.add_global_secondary_index(
            index_name="bucket_name-size-index",
            partition_key=dynamodb.Attribute(name="bucket_name", type=text),
            sort_key=dynamodb.Attribute(name="size", type=number),
        )
        self.history = dynamodb.Table(
            self, "History", table_name="HistoryTable", removal_policy=GONE_WITH_THE_STACK,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            partition_key=dynamodb.Attribute(name="bucket_name", type=text),
            sort_key=dynamodb.Attribute(name="event_key", type=text),
        )  # fmt: skip
        self.history.add_local_secondary_index(
            index_name="object-event-index", sort_key=dynamodb.Attribute(name="object_event", type=text)
        )

    def _queues(self) -> tuple[sqs.Queue, sqs.Queue]:
        topic = sns.Topic(self, "Events", topic_name="assignment4-s3-events")
        queues = []
        for name in ("tracking", "logging"):
            dead_letters = sqs.Queue(
                self, f"{name.title()}DeadLetters", queue_name=f"assignment4-{name}-queue-dlq",
                retention_period=cdk.Duration.days(14),
            )  # fmt: skip
            queues.append(
                sqs.Queue(
                    self,
                    f"{name.title()}Queue",
                    queue_name=f"assignment4-{name}-queue",
                    visibility_timeout=cdk.Duration.seconds(6 * CONSUMER_TIMEOUT_S),
                    dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=3, queue=dead_letters),
                )
            )
            topic.add_subscription(subscriptions.SqsSubscription(queues[-1]))
        destination = notifications.SnsDestination(topic)
        self.bucket.add_event_notification(s3.EventType.OBJECT_CREATED, destination)
        self.bucket.add_event_notification(s3.EventType.OBJECT_REMOVED, destination)
        return queues[0], queues[1]

    def _size_tracking(self, queue: sqs.Queue) -> None:
        packages = ("size_ledger", "s3_events", "size_tables", "json_lines")
        function = self._function("size-tracking", packages, OBJECT_TABLE=self.objects, HISTORY_TABLE=self.history)
        self.objects.grant_read_write_data(function)
        self.history.grant_read_write_data(function)
        function.add_event_source(
            sources.SqsEventSource(queue, report_batch_item_failures=True, max_concurrency=2, batch_size=10)
        )
        logs.MetricFilter(
            self, "TotalSize", log_group=function.log_group, metric_namespace="Assignment4",
            metric_name="CurrentTotalSize", metric_value="$.total_size",
            filter_pattern=logs.FilterPattern.literal("{ $.total_size = * }"),
        )  # fmt: skip

    def _logging(self, queue: sqs.Queue) -> None:
        packages = ("event_log", "s3_events", "size_tables", "json_lines")
        function = self._function("logging", packages, folder="event_logging", HISTORY_TABLE=self.history)
        self.history.grant_read_data(function)
        function.add_event_source(sources.SqsEventSource(queue, report_batch_item_failures=True, batch_size=10))

    def _cleaner(self) -> lambda_.Function:
        packages = ("clean_up", "size_tables", "json_lines")
        function = self._function("cleaner", packages, OBJECT_TABLE=self.objects)
        self.objects.grant_read_write_data(function)
        self.bucket.grant_read(function)
        self.bucket.grant_delete(function)
        return function

    def _alarm(self, cleaner: lambda_.Function) -> None:
        metric = cloudwatch.Metric(
            namespace="Assignment4", metric_name="CurrentTotalSize", statistic="Maximum",
            period=cdk.Duration.minutes(1),
        )  # fmt: skip
        self.alarm = metric.create_alarm(
            self, "Alarm", alarm_name="assignment4-total-size-alarm", threshold=20, evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.IGNORE,
        )  # fmt: skip
        self.alarm.add_alarm_action(actions.LambdaAction(cleaner))

    def _plot_api(self) -> str:
        layer = lambda_.LayerVersion(
            self, "Matplotlib", layer_version_name="matplotlib-layer",
            code=lambda_.Code.from_asset(str(HERE / "layers" / "matplotlib")),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_11],
        )  # fmt: skip
        function = self._function(
            "plotting", ("size_chart", "size_tables", "json_lines"),
            timeout_s=29, memory_mb=512, layers=[layer],
            HISTORY_TABLE=self.history, PLOT_BUCKET_NAME=self.plots, THRESHOLD="20",
        )  # fmt: skip
        self.history.grant_read_data(function)
        self.plots.grant_put(function)
        api = apigateway.RestApi(
            self, "Plots", rest_api_name="assignment4-plot-api", binary_media_types=["*/*"], cloud_watch_role=False
        )
        api.root.add_resource("plot").add_method("GET", apigateway.LambdaIntegration(function))
        url = api.url_for_path("/plot")
        cdk.CfnOutput(self, "PlotUrl", value=url)
        return url

    def _driver(self, plot_url: str) -> None:
        packages = ("reference_run", "size_tables", "json_lines")
        function = self._function(
            "driver", packages, timeout_s=900, OBJECT_TABLE=self.objects, HISTORY_TABLE=self.history,
            ALARM_NAME="assignment4-total-size-alarm", PERIOD_S="60", PLOT_API_URL=plot_url,
        )  # fmt: skip
        self.bucket.grant_read_write(function)
        self.objects.grant_read_data(function)
        self.history.grant_read_data(function)
        asks = iam.PolicyStatement(actions=["cloudwatch:DescribeAlarms"], resources=[self.alarm.alarm_arn])
        function.add_to_role_policy(asks)

    def _function(
        self,
        name: str,
        packages: tuple[str, ...],
        folder: str = "",
        timeout_s: int = CONSUMER_TIMEOUT_S,
        memory_mb: int = 256,
        layers: list[lambda_.LayerVersion] | None = None,
        **variables: "str | s3.Bucket | dynamodb.Table",
    ) -> lambda_.Function:
        """A function of the system with a log group of its own; tables and buckets among `variables` by their names."""
        full = f"assignment4-{name}-lambda"
        logical_id = "".join(part.title() for part in name.split("-"))
        group = logs.LogGroup(
            self, f"{logical_id}Log", log_group_name=f"/aws/lambda/{full}", removal_policy=GONE_WITH_THE_STACK
        )
        return lambda_.Function(
            self, logical_id, function_name=full, runtime=lambda_.Runtime.PYTHON_3_11, handler="handler.handler",
            code=lambda_.Code.from_asset(_code(folder or name.replace("-", "_"), packages)),
            timeout=cdk.Duration.seconds(timeout_s), memory_size=memory_mb, log_group=group, layers=layers,
            environment={name: _name(each) for name, each in {"BUCKET_NAME": self.bucket, **variables}.items()},
        )  # fmt: skip


def _name(each: "str | s3.Bucket | dynamodb.Table") -> str:
    if isinstance(each, s3.Bucket):
        return each.bucket_name
    return each.table_name if isinstance(each, dynamodb.Table) else each


def _code(folder: str, packages: tuple[str, ...]) -> str:
    """The function's folder with the packages that it imports beside it, as one folder."""
    made = Path(tempfile.mkdtemp())
    leave_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CODE / folder, made, dirs_exist_ok=True, ignore=leave_out)
    for package in packages:
        shutil.copytree(CODE / "packages" / package, made / package, ignore=leave_out)
    return str(made)
