"""The link from a bucket to a function that is invoked for its objects."""

from dataclasses import dataclass

from bootstrap.clients import Clients
from harness.diagnosis.api import invokers
from harness.diagnosis.link import Flow, Link, LinkState
from harness.probes.bucket import BucketProbe


@dataclass(frozen=True)
class BucketToFunction(Link):
    """S3 invokes a function for every object that is created below a prefix."""

    clients: Clients
    bucket: str
    prefix: str
    function: str

    @property
    def name(self) -> str:
        """How the link is called."""
        return f"s3 {self.bucket}/{self.prefix} -> lambda {self.function}"

    def state(self) -> LinkState:
        """Stuck when the notification or the permission is missing; idle as long as nothing was uploaded."""
        found = self.clients.s3.get_bucket_notification_configuration(Bucket=self.bucket)
        rules = [
            each for each in found.get("LambdaFunctionConfigurations", [])
            if each["LambdaFunctionArn"].endswith(f":function:{self.function}")
        ]  # fmt: skip
        uploaded = [key for key in BucketProbe(self.clients, self.bucket).objects() if key.startswith(self.prefix)]
        facts = (f"notifications {[each.get('Id', '') for each in rules]}", f"{len(uploaded)} objects uploaded")
        if not any(event.startswith("s3:ObjectCreated") for each in rules for event in each["Events"]):
            return LinkState(self.name, Flow.STUCK, "the bucket tells this function of no object creation", facts)
        if "s3.amazonaws.com" not in invokers(self.clients, self.function):
            return LinkState(self.name, Flow.STUCK, "the function doesn't let S3 invoke it", facts)
        if not uploaded:
            return LinkState(self.name, Flow.IDLE, "nothing has been uploaded yet", facts)
        return LinkState(self.name, Flow.PASSING, "notification and permission are there", facts)
