"""The only place where boto3 clients are made: an explicit local endpoint, dummy credentials, nothing of the host's.

Profiles, configuration files, endpoint variables and proxies of the host are not read, so that whatever the shell
carries, a client talks to the emulator and to nothing else.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from bootstrap.endpoint import Endpoint
from bootstrap.made_once import ONE_AT_ONCE, made_once
from bootstrap.model.scope import DEFAULT_ACCOUNT
from bootstrap.without import without

# botocore looks for these when it is imported and uses neither here; they would be a third of what its import takes.
with without("awscrt", "urllib3.contrib.pyopenssl"):
    import boto3
    import botocore.session
    from botocore.config import Config
    from botocore.loaders import Loader

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient

SERVICES = (
    "s3", "sns", "sqs", "lambda_", "dynamodb", "logs", "cloudwatch", "iam", "sts", "apigateway", "apigatewayv2",
    "cloudformation", "ssm",
)  # fmt: skip
LONGEST_INVOCATION_S = 900
"""A function may run so long, and its invocation answers at the end."""

USER_AGENT = "emulation-harness"
"""botocore would put a longer one together anew for each request, of what the host is."""

_NOTHING_OF_THE_HOST = {
    **{
        name: (None, None, default, convert)
        for name, (_, _, default, convert) in botocore.session.Session.SESSION_VARIABLES.items()
    },
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
    "ignore_configured_endpoint_urls": (None, None, True, None),
}
"""Every setting of botocore at its default, and no variable or file that it would be read from."""


class _Models(Loader):
    """A session's reader of botocore's models: what any has read, none reads again, nor keeps a second time."""

    _read: ClassVar[dict[Any, Any]] = {}

    def __init__(self) -> None:
        super().__init__()
        self._cache = self._read


@dataclass(frozen=True)
class Clients:
    """boto3 clients for one account and region of one emulator, each made at its first use and kept."""

    endpoint: Endpoint
    region: str = "us-east-1"
    account_id: str = DEFAULT_ACCOUNT
    unused: Callable[[], frozenset[str]] = field(default=frozenset, repr=False, compare=False)
    """Asked at each listing: the services that hold nothing of the account, such as `lambda` and `sqs`.

    Only the emulator can say so, see `harness.probes.emulator.clients_of`; unless it does, every service is listed.
    """

    def in_region(self, region: str) -> "Clients":
        """The same account in another region, the same clients each time; the session is shared by all regions."""
        if region not in self._places:
            there = Clients(self.endpoint, region, self.account_id, self.unused)
            there.__dict__.update(session=self.session, _places=self._places)
            self._places[region] = there
        return self._places[region]

    @cached_property
    def _places(self) -> "dict[str, Clients]":
        return {self.region: self}

    def close(self) -> None:
        """Close every connection, in every region; a client that is used again is made anew."""
        for place in list(self._places.values()):
            for name in SERVICES:
                if (client := place.__dict__.pop(name, None)) is not None:
                    client.close()
            while place._others:
                place._others.popitem()[1].close()

    def client(self, service: str) -> Any:
        """A client of any service, by the name that boto3 has for it: `events`, `stepfunctions`, `lambda`.

        botocore's UnknownServiceError for a name that it doesn't know.
        """
        attribute = {"lambda": "lambda_"}.get(service, service)
        if attribute in SERVICES:
            return getattr(self, attribute)
        with ONE_AT_ONCE:
            if service in self._others:
                return self._others[service]
            made = self.session.client(service, self.region, endpoint_url=self.endpoint.url, config=self.config)  # type: ignore[call-overload]
            self._others[service] = made
            return made

    @cached_property
    def _others(self) -> dict[str, Any]:
        return {}

    def regions(self) -> list[str]:
        """Every region of AWS that botocore knows."""
        return self.session.get_available_regions("sqs")

    @made_once
    def session(self) -> "boto3.Session":  # noqa: TID251
        """A session that reads nothing of the host; LocalStack takes the access key as the account id."""
        inner = botocore.session.Session(session_vars=_NOTHING_OF_THE_HOST)
        inner.register_component("data_loader", _Models())
        return boto3.Session(  # noqa: TID251 - this is the factory
            aws_access_key_id=self.account_id,
            # LocalStack checks presigned URLs of keys it didn't issue against this very word.
            aws_secret_access_key="test",  # noqa: S106 - not a secret
            region_name=self.region,
            botocore_session=inner,
        )

    @property
    def config(self) -> Config:
        """One retry, short time-outs, no proxy: the emulator is on this machine."""
        return Config(
            retries={"total_max_attempts": 2, "mode": "standard"},
            connect_timeout=5,
            read_timeout=60,
            max_pool_connections=50,
            proxies={},
            user_agent=USER_AGENT,
            # A body's checksum goes with it, whatever the host is set to; to sign it as well takes as long again.
            request_checksum_calculation="when_supported",
            s3={
                "addressing_style": "path",
                "us_east_1_regional_endpoint": "regional",
                "payload_signing_enabled": False,
            },
        )

    @made_once
    def s3(self) -> "S3Client":
        """Amazon S3."""
        return self.session.client("s3", self.region, endpoint_url=self.endpoint.url, config=self.config)

    @made_once
    def sns(self) -> "SNSClient":
        """Amazon SNS."""
        return self.session.client("sns", self.region, endpoint_url=self.endpoint.url, config=self.config)

    @made_once
    def sqs(self) -> "SQSClient":
        """Amazon SQS."""
        return self.session.client("sqs", self.region, endpoint_url=self.endpoint.url, config=self.config)

    @made_once
    def lambda_(self) -> "LambdaClient":
        """AWS Lambda."""
        patient = self.config.merge(Config(read_timeout=LONGEST_INVOCATION_S))
        return self.session.client("lambda", self.region, endpoint_url=self.endpoint.url, config=patient)

    @made_once
    def dynamodb(self) -> "DynamoDBClient":
        """Amazon DynamoDB."""
        return self.session.client("dynamodb", self.region, endpoint_url=self.endpoint.url, config=self.config)

    @made_once
    def logs(self) -> "CloudWatchLogsClient":
        """Amazon CloudWatch Logs."""
        return self.session.client("logs", self.region, endpoint_url=self.endpoint.url, config=self.config)

    @made_once
    def cloudwatch(self) -> "CloudWatchClient":
        """Amazon CloudWatch."""
        return self.session.client("cloudwatch", self.region, endpoint_url=self.endpoint.url, config=self.config)

    @made_once
    def iam(self) -> "IAMClient":
        """AWS IAM."""
        return self.session.client("iam", self.region, endpoint_url=self.endpoint.url, config=self.config)

    @made_once
    def sts(self) -> "STSClient":
        """AWS STS."""
        return self.session.client("sts", self.region, endpoint_url=self.endpoint.url, config=self.config)

    @made_once
    def apigateway(self) -> "APIGatewayClient":
        """API Gateway, REST APIs."""
        return self.session.client("apigateway", self.region, endpoint_url=self.endpoint.url, config=self.config)

    @made_once
    def apigatewayv2(self) -> "ApiGatewayV2Client":
        """API Gateway, HTTP APIs."""
        return self.session.client("apigatewayv2", self.region, endpoint_url=self.endpoint.url, config=self.config)

    @made_once
    def cloudformation(self) -> Any:
        """AWS CloudFormation; untyped."""
        return self.session.client("cloudformation", self.region, endpoint_url=self.endpoint.url, config=self.config)

    @made_once
    def ssm(self) -> Any:
        """AWS Systems Manager, for its parameters; untyped."""
        return self.session.client("ssm", self.region, endpoint_url=self.endpoint.url, config=self.config)
