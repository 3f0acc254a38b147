"""The driver's world on AWS: boto3 and HTTP."""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from reference_run.waiting import StepError
from reference_run.world import AlarmSight, Picture
from size_tables.history import HistoryRecord, read_history
from size_tables.objects import read_state

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True)
class Names:
    """What the system's parts are called."""

    bucket: str
    object_table: str
    history_table: str
    alarm: str
    plot_url: str


@dataclass(frozen=True)
class AwsWorld:
    """See `reference_run.world.World`."""

    s3: "S3Client"
    dynamodb: "DynamoDBClient"
    cloudwatch: "CloudWatchClient"
    names: Names

    def objects(self) -> list[str]:
        """The first thousand are more than the timeline ever has."""
        listing = self.s3.list_objects_v2(Bucket=self.names.bucket)
        return sorted(entry["Key"] for entry in listing.get("Contents", ()))

    def total(self) -> int:
        """0 while there is no state row."""
        return read_state(self.dynamodb, self.names.object_table).total_size

    def history(self, after: str) -> list[HistoryRecord]:
        """Strongly consistent."""
        return read_history(self.dynamodb, self.names.history_table, self.names.bucket, after)

    def alarm(self) -> AlarmSight:
        """CloudWatch's time is the `Date` of its answer."""
        answer = self.cloudwatch.describe_alarms(AlarmNames=[self.names.alarm])
        if not answer["MetricAlarms"]:
            raise StepError(f"there is no alarm {self.names.alarm}; make the stack first")
        date = answer["ResponseMetadata"]["HTTPHeaders"]["date"]
        return AlarmSight(answer["MetricAlarms"][0]["StateValue"], parsedate_to_datetime(date).timestamp())

    def upload(self, name: str, content: bytes) -> None:
        """As plain text."""
        self.s3.put_object(Bucket=self.names.bucket, Key=name, Body=content, ContentType="text/plain")

    def picture(self, timeout_s: float) -> Picture:
        """An error status is an answer too."""
        request = Request(self.names.plot_url, headers={"Accept": "image/png"})  # noqa: S310 - from the configuration
        try:
            with urlopen(request, timeout=timeout_s) as answer:  # noqa: S310 - from the configuration
                return Picture(answer.status, answer.headers.get_content_type(), answer.read())
        except HTTPError as error:
            return Picture(error.code, error.headers.get_content_type(), error.read())
