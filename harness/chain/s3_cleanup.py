"""The chain of the S3 cleanup system, in the order its events travel."""

from bootstrap.clients import Clients
from bootstrap.stacks.s3_cleanup import (
    ALARM,
    BUCKET,
    CLEANER,
    DEAD_LETTER_QUEUES,
    LOGGING,
    METRIC,
    NAMESPACE,
    QUEUES,
    TOPIC,
    TRACKING,
)
from harness.chain.alarm import AlarmToFunction, MetricToAlarm
from harness.chain.function import FunctionRuns
from harness.chain.link import Chain
from harness.chain.metric import LogToMetric
from harness.chain.queue import QueueToFunction
from harness.chain.topic import BucketToTopic, TopicToQueue


def s3_cleanup_chain(clients: Clients, now_s: float) -> Chain:
    """S3 to the cleaner, tracking first; logging's branch comes last because nothing else hangs on it.

    `now_s`: epoch seconds of CloudWatch's time; datapoints of the hour before it are shown.
    """
    return Chain(
        BucketToTopic(clients, BUCKET, TOPIC),
        TopicToQueue(clients, TOPIC, QUEUES[0]),
        QueueToFunction(clients, QUEUES[0], TRACKING, DEAD_LETTER_QUEUES[0]),
        FunctionRuns(clients, TRACKING),
        LogToMetric(clients, f"/aws/lambda/{TRACKING}", "total_size", NAMESPACE, METRIC, now_s - 3600, now_s + 60),
        MetricToAlarm(clients, ALARM, NAMESPACE, METRIC),
        AlarmToFunction(clients, ALARM, CLEANER),
        FunctionRuns(clients, CLEANER),
        TopicToQueue(clients, TOPIC, QUEUES[1]),
        QueueToFunction(clients, QUEUES[1], LOGGING, DEAD_LETTER_QUEUES[1]),
        FunctionRuns(clients, LOGGING),
    )
