"""The register of divergences: everywhere that what runs here differs from AWS, said out loud."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Divergence:
    """One way in which a run here differs from AWS, and what it means for its reader."""

    id: str
    here: str
    on_aws: str


REGISTER = {
    entry.id: entry
    for entry in (
        Divergence(
            "lambda-process-executor",
            "functions are processes of this machine and its architecture, with all its CPU; only Linux limits memory; "
            "an invocation that finds every environment busy waits a moment for one, 0.5 s at most, before another "
            "begins, so that there are fewer cold starts",
            "each function has a micro-VM with its memory and CPU share; another environment begins at once",
        ),
        Divergence(
            "lambda-ephemeral-storage",
            "a function's /tmp has no limit of its own: the machine's disk is the limit",
            "a function's /tmp holds EphemeralStorage.Size",
        ),
        Divergence(
            "lambda-function-url",
            "a function URL is a path of the emulator's address, over HTTP; its CORS settings let nobody in; of the "
            "caller lambda:InvokeFunctionUrl alone is asked, and a signature with an account's own key isn't verified; "
            "with InvokeMode RESPONSE_STREAM an answer comes whole, once it is complete",
            "it has a host name of its own, over HTTPS; its CORS settings decide about pages; lambda:InvokeFunction is "
            "asked as well of URLs made since October 2025, and every signature is verified; an answer is streamed by "
            "runtimes that can, and Python's can't",
        ),
        Divergence(
            "lambda-node",
            "functions on Node.js run on the machine's own `node`, whichever of nodejs18.x, 20.x and 22.x they "
            "declare, without the AWS SDK for JavaScript; what a handler streams is answered when it is complete; "
            "where there is no `node` from 18 on they are refused",
            "each version is there, with a version of the SDK, and streams arrive as they are written",
        ),
        Divergence(
            "lambda-foreign-layers",
            "a layer of another account is one that was published here by that account; any other is refused by name",
            "layers that other accounts publish, AWS's own among them, are fetched",
        ),
        Divergence(
            "lambda-processes",
            "an environment with more than 1,024 processes and threads is found within a tenth of a second, and ended: "
            "its log says so",
            "what would begin one more fails (EAGAIN), and the function goes on",
        ),
        Divergence(
            "lambda-output-cut",
            "of one invocation's output the first 16 MB are kept, and its log says so",
            "all of it reaches CloudWatch Logs",
        ),
        Divergence(
            "event-source-concurrency",
            "an event source mapping of a queue works on at most three batches at a time for each CPU of the machine "
            "(five on one), unless it has a MaximumConcurrency",
            "it takes up to 300 more a minute while messages wait, up to 1,250",
        ),
        Divergence(
            "stream-mapping",
            "a table's stream has one shard, and an event source mapping works on one batch of it at a time, whatever "
            "its ParallelizationFactor; failure destinations are told with the account's rights, and there are no "
            "tumbling windows",
            "shards split as a table grows, several batches of each are processed at once, the function's role must "
            "allow the failure destination, and windows carry a state",
        ),
        Divergence(
            "scheduler-targets",
            "schedules invoke queues, topics, functions, state machines and event buses; others and universal targets "
            "are refused, and a flexible time window begins with its invocation",
            "some 270 services can be asked, and an invocation comes at any time of its window",
        ),
        Divergence(
            "lambda-runtime-version",
            "a function runs on another version of Python or Node.js than the one it declares",
            "a function runs on its declared runtime",
        ),
        Divergence(
            "lambda-no-mount-namespace",
            "code, layers and /tmp are folders named by variables: functions have no file system of their own",
            "code is at /var/task, layers at /opt, both read-only, and /tmp is the function's own",
        ),
        Divergence(
            "cloudformation-property",
            "a property that the emulator doesn't know, or makes nothing of, was left out of a resource of a stack",
            "the resource has it",
        ),
        Divergence(
            "cloudformation-cdk-helper",
            "what a helper of CDK does on Node is done by the emulator; its function is a stand-in that fails when "
            "it is called",
            "the helper's function does it",
        ),
        Divergence(
            "cloudformation-operations",
            "resources of a stack are made one after another, with the rights of the account and not of a role; there "
            "is no drift detection, no import of resources, no stack policy, no ContinueUpdateRollback, no update of a "
            "stack whose failure was kept, no wait for alarms (RollbackConfiguration), and IAM capabilities aren't "
            "asked for",
            "independent resources are made at once, a RoleARN limits what may be made, all of these are there, and "
            "templates with IAM resources need CAPABILITY_IAM",
        ),
        Divergence(
            "dynamodb-moto",
            "DynamoDB is moto, one request at a time: no replicas of tables, no throttling, no eventual consistency; "
            "a PartiQL statement is the request that it stands for, a SELECT by several partition keys a Scan",
            "tables have replicas, capacity is limited, and reads are eventually consistent unless asked otherwise",
        ),
        Divergence(
            "needs-installation",
            "Kinesis, OpenSearch, Elasticsearch and Transcribe are refused as not available here: "
            "LocalStack would install programs for them from outside",
            "every service is there",
        ),
        Divergence(
            "not-emulated",
            "the emulator has the services that GET /_localstack/health lists, and not every operation of each: all "
            "others are refused by name, with NotImplemented and 400",
            "every service and operation is there",
        ),
        Divergence(
            "request-sizes",
            "a request is at most 10 MB to an API, 6 MB to a function, 8 MiB to SQS and SNS, 128 MiB as a form for an "
            "object that a page of another site sends, 16 MiB to any other service; more is a 413 before it is read",
            "each operation has a limit of its own, and S3 takes forms of 5 GB",
        ),
        Divergence(
            "emulator-failed",
            "a request at which the emulator failed is answered with InternalFailure and 500, and its log says where",
            "the request is answered, or refused in its service's own words",
        ),
        Divergence(
            "billing-estimate",
            "charges are those of the price table's services, without a free tier, at once; a region that it lacks has "
            "the prices of us-east-1; of a jump of the clock only the last day has readings, unless an alarm watches; "
            "Cost Explorer has GetCostAndUsage by SERVICE, REGION, LINKED_ACCOUNT and tag, and nothing else",
            "every service is charged, a free tier is deducted, and charges show hours later",
        ),
        Divergence(
            "apigatewayv2-credentials",
            "an integration with a CredentialsArn may call its function whatever the role allows",
            "the role must allow the call",
        ),
        Divergence(
            "iam-observed",
            "something was done that no policy allows, for IAM only observes: IAM=enforce refuses it",
            "it is refused",
        ),
        Divergence(
            "iam-not-evaluated",
            "of services beyond the sixteen that are mapped no permission is asked; nor are organisations' policies, "
            "tags of resources, ACLs, session policies by ARN, POST forms and websites of S3, roles of CloudFormation",
            "every call needs a permission",
        ),
        Divergence(
            "cloudwatch-alarm-action",
            "an alarm has an action that isn't carried out here: only SNS topics and Lambda functions are",
            "every action is carried out",
        ),
        Divergence(
            "cloudwatch-actions-suppressor",
            "a composite alarm's suppressor alarm is kept but suppresses nothing",
            "actions are held back while the suppressor is in ALARM",
        ),
        Divergence(
            "s3-bucket-names-per-account",
            "two runs have a bucket of one name: names are taken within a run's accounts, and a request means its own",
            "a bucket's name is taken for all accounts",
        ),
        Divergence(
            "sns-mail",
            "no e-mail is sent: not what a topic publishes, nor the one that asks the reader to confirm",
            "an address is asked to confirm, and is sent what is published once it has",
        ),
        Divergence(
            "aws-namespace",
            "metrics of AWS's own namespaces can be put by anybody, EstimatedCharges too",
            "PutMetricData takes no namespace that begins with AWS/; only AWS publishes there",
        ),
        Divergence(
            "s3-transitions",
            "transitions of lifecycle rules are kept, but every object stays in its storage class",
            "objects move to cheaper storage classes as the rules say",
        ),
        Divergence(
            "s3-lifecycle-events",
            "what a lifecycle rule removes is told to nobody",
            "S3 sends s3:LifecycleExpiration events to destinations that ask for them",
        ),
        Divergence(
            "http-1.1",
            "the emulator speaks HTTP/1.1 and WebSocket, not HTTP/2: streams that need it can't be subscribed to",
            "event streams such as SubscribeToShard come over HTTP/2",
        ),
        Divergence(
            "stepped-clock",
            "CloudWatch's time stands still and jumps from evaluation to evaluation once all is quiet",
            "time passes",
        ),
        Divergence(
            "faults",
            "faults were asked for, and happen where a seed says: on a stepped clock deliveries take turns, and what "
            "waits for a timeout or a delay comes as soon as nothing else goes on; whole services don't go away, and "
            "requests of anybody but functions meet none",
            "faults come by themselves, seldom, to whomever",
        ),
        Divergence(
            "fast-profile",
            "the alarm has a period of 10 s on a metric-filter metric",
            "metric filters publish at standard resolution: the period is at least 60 s",
        ),
    )
}
