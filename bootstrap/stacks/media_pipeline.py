"""The media pipeline: an HTTP API for uploads, a bucket whose events reach a queue, a worker that watermarks images."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bootstrap.model.content import Folder, Requirements
from bootstrap.model.policy import FOR_ABSENT_KEYS, Policy, Statement
from bootstrap.model.reference import Ref, Value
from bootstrap.model.resource import Resource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.resources.bucket import Bucket, CorsRule
from bootstrap.resources.bucket_notification import BucketNotification, NotificationRule
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.function import Function
from bootstrap.resources.http_api import HttpApi, HttpRoute
from bootstrap.resources.http_stage import DEFAULT, HttpStage
from bootstrap.resources.layer import Layer
from bootstrap.resources.log_group import LogGroup
from bootstrap.resources.permission import Permission
from bootstrap.resources.queue import Queue
from bootstrap.resources.role import Role
from bootstrap.resources.table import Key, Table
from bootstrap.sources import LAMBDAS, LOCKS
from bootstrap.stacks.options import RUNTIME, StackOptions

SOURCES = LAMBDAS / "media_pipeline"
REGION = "ap-south-1"
BASIC_EXECUTION = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
UPLOADS_BUCKET, PROCESSED_BUCKET = "amodhbh-media-uploads", "amodhbh-media-processed"
UPLOADS_PREFIX, PROCESSED_PREFIX = "uploads/", "processed/"
TABLE = "media-processing-jobs"
QUEUE, DEAD_LETTER_QUEUE = "media-processing-queue", "media-processing-dlq"
REQUEST_UPLOAD, JOB_STATUS = "request-upload-lambda", "get-job-status-lambda"
DISPATCHER, WORKER = "dispatcher-lambda", "worker-lambda"
API = "media-processing-api"
WORKER_MEMORY_MB = 512
VISIBILITY_S = 300
MAX_RECEIVE_COUNT = 3
"""AWS advises against 1: a message would be given up at its first throttling."""


def media_pipeline(options: StackOptions) -> Stack:
    """The whole system in ap-south-1."""
    system = _System(Scope(options.account_id, REGION, options.tags("media-pipeline")), options)
    outputs: tuple[tuple[str, Value], ...] = (("api_url", system.stage.url()),)
    return Stack("media-pipeline", system.scope, system.everything(), outputs)


@dataclass(frozen=True)
class _System:
    """The resources, each under the name the specification gives it."""

    scope: Scope
    options: StackOptions

    def everything(self) -> tuple[Resource, ...]:
        """What must exist; what these mention comes with them."""
        return (self.notification, self.mapping, self.stage, *self.api_permissions, self.processed, self.jobs)

    @cached_property
    def uploads(self) -> Bucket:
        """Browsers ask before they PUT to another origin."""
        cors = (CorsRule(("PUT",), headers=("Content-Type",)),)
        return Bucket(self.scope, UPLOADS_BUCKET, cors, self.options.expire(UPLOADS_PREFIX))

    @cached_property
    def processed(self) -> Bucket:
        return Bucket(self.scope, PROCESSED_BUCKET, (CorsRule(("GET",)),), self.options.expire())

    @cached_property
    def jobs(self) -> Table:
        ttl_attribute = "expiresAt" if self.options.ttl_days else ""
        return Table(self.scope, TABLE, Key("jobId"), ttl_attribute=ttl_attribute)

    @cached_property
    def queue(self) -> Queue:
        dead_letters = Queue(self.scope, DEAD_LETTER_QUEUE, retention_s=1_209_600)
        return Queue(
            self.scope, QUEUE, VISIBILITY_S,
            dead_letters=dead_letters, max_receive_count=MAX_RECEIVE_COUNT,
        )  # fmt: skip

    @cached_property
    def api_role(self) -> Role:
        on_jobs = Statement(
            ("dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"), (self.jobs.arn,),
            reserved=(("dynamodb:UpdateItem", "the guide's one policy for both functions; neither changes a job"),),
        )  # fmt: skip
        uploads = Statement(("s3:PutObject",), (self.uploads.objects_arn,))
        downloads = Statement(("s3:GetObject",), (self.processed.objects_arn,))
        return self._role("media-api-lambda-role", "APILambdaCustomPolicy", on_jobs, uploads, downloads)

    @cached_property
    def dispatcher_role(self) -> Role:
        sends = Statement(
            ("sqs:SendMessage", "sqs:GetQueueUrl"), (self.queue.arn,),
            reserved=(("sqs:GetQueueUrl", "the guide grants it; the function is given the URL as a variable"),),
        )  # fmt: skip
        return self._role("dispatcher-lambda-role", "DispatcherLambdaCustomPolicy", sends)

    @cached_property
    def worker_role(self) -> Role:
        consumes = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
        return self._role(
            "media-worker-lambda-role", "MediaWorkerLambdaCustomPolicy",
            Statement(("s3:GetObject",), (f"{self.uploads.arn}/{UPLOADS_PREFIX}*",)),
            Statement(("s3:ListBucket",), (self.uploads.arn,), reserved=FOR_ABSENT_KEYS),
            Statement(("s3:PutObject",), (f"{self.processed.arn}/{PROCESSED_PREFIX}*",)),
            Statement(("dynamodb:UpdateItem",), (self.jobs.arn,)),
            Statement(consumes, (self.queue.arn,)),
        )  # fmt: skip

    def _role(self, name: str, policy: str, *statements: Statement) -> Role:
        return Role(self.scope, name, policies=((policy, Policy(statements)),), managed=(BASIC_EXECUTION,))

    @cached_property
    def request_upload(self) -> Function:
        environment = {
            "UPLOAD_BUCKET": self.uploads.name, "DYNAMODB_TABLE": self.jobs.name, **self.options.ttl_variables
        }  # fmt: skip
        return self._function(
            REQUEST_UPLOAD, "request_upload", ("media_api",), self.api_role, environment, timeout_s=30
        )

    @cached_property
    def get_job_status(self) -> Function:
        environment = {"DYNAMODB_TABLE": self.jobs.name, "PROCESSED_BUCKET": self.processed.name}
        return self._function(JOB_STATUS, "get_job_status", ("media_api",), self.api_role, environment, timeout_s=10)

    @cached_property
    def dispatcher(self) -> Function:
        environment = {"SQS_QUEUE_URL": Ref(self.queue, "url")}
        return self._function(DISPATCHER, "dispatcher", (), self.dispatcher_role, environment, timeout_s=10)

    @cached_property
    def worker(self) -> Function:
        """Its package has no Pillow; that comes from the layer alone."""
        lock = LOCKS / "layers" / "pillow.txt"
        layer = Layer(self.scope, "pillow-layer", Requirements(lock), (RUNTIME,))
        environment = {
            "DYNAMODB_TABLE": self.jobs.name,
            "PROCESSED_BUCKET": self.processed.name,
            "MAX_RECEIVE_COUNT": str(MAX_RECEIVE_COUNT),
        }
        return self._function(
            WORKER,
            "worker",
            ("media_worker",),
            self.worker_role,
            environment,
            timeout_s=120,
            memory_mb=WORKER_MEMORY_MB,
            layers=(layer,),
        )

    def _function(
        self,
        name: str,
        folder: str,
        packages: tuple[str, ...],
        role: Role,
        environment: Mapping[str, Value],
        timeout_s: int,
        memory_mb: int = 128,
        layers: tuple[Layer, ...] = (),
    ) -> Function:
        code = Folder(SOURCES / folder, tuple(SOURCES / "packages" / package for package in packages))
        group = LogGroup.of_function(self.scope, name, self.options.retention_days)
        variables = tuple(sorted(environment.items()))
        return Function(
            self.scope, name, code, role, group,
            runtime=RUNTIME, memory_mb=memory_mb, timeout_s=timeout_s, environment=variables, layers=layers,
        )  # fmt: skip

    @cached_property
    def mapping(self) -> EventSourceMapping:
        return EventSourceMapping(self.scope, "jobs", self.queue, self.worker)

    @cached_property
    def s3_permission(self) -> Permission:
        return Permission(self.scope, "AllowS3Invocation", self.dispatcher, "s3.amazonaws.com", self.uploads.arn)

    @cached_property
    def notification(self) -> BucketNotification:
        """S3 refuses it before the permission is there, and nothing may come before the worker can take it."""
        created = ("s3:ObjectCreated:*",)
        rule = NotificationRule("trigger-dispatcher-on-upload", self.dispatcher, created, prefix=UPLOADS_PREFIX)
        return BucketNotification(
            self.scope, "media-uploads", self.uploads, (rule,), after=(self.s3_permission, self.mapping)
        )

    @cached_property
    def routes(self) -> tuple[HttpRoute, HttpRoute]:
        """Uploads and jobs. The functions are named, not mentioned: they may go before the API."""
        return (
            HttpRoute("POST /uploads", self.scope.arn("lambda", f"function:{REQUEST_UPLOAD}")),
            HttpRoute("GET /jobs/{jobId}", self.scope.arn("lambda", f"function:{JOB_STATUS}")),
        )

    @cached_property
    def api(self) -> HttpApi:
        return HttpApi(self.scope, API, self.routes)

    @cached_property
    def stage(self) -> HttpStage:
        return HttpStage(self.scope, DEFAULT, self.api)

    @cached_property
    def api_permissions(self) -> tuple[Permission, ...]:
        """Each function may be invoked for its own route."""
        functions = (self.request_upload, self.get_job_status)
        return tuple(
            Permission(self.scope, "AllowApiInvocation", function, "apigateway.amazonaws.com", source)
            for function, source in zip(functions, map(self.api.invoke_arn, self.routes), strict=True)
        )
