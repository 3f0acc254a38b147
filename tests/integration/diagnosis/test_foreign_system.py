"""A system that boto3 made, which nobody declared: what is connected is found, drawn, told to programs, and judged."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from bootstrap.clients import Clients
from bootstrap.polling import until
from harness.breaks.registry import choices
from harness.cli import main
from harness.diagnosis.of_wiring import chain_of_account
from harness.wiring.account import wiring_of

PROJECT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((PROJECT / "docs" / "commands.schema.json").read_text())
VERSION = {"Version": "2012-10-17"}
TRUST = {
    **VERSION,
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
CODE = "def handler(event, context):\n    return {'statusCode': 200}\n"
LINKS = {
    "s3 shop-orders/incoming/*.json -> sqs shop-work",
    "sqs shop-work -> sqs shop-work-dlq",
    "sqs shop-work -> lambda shop",
    "lambda shop",
    "lambda shop on failure -> sns shop-news",
    "lambda shop -> dynamodb shop-table",
    "sns shop-news -> sqs shop-read",
    "rule shop-nightly -> lambda shop",
    "schedule shop-weekly -> lambda shop",
    "api shop-api GET /orders -> lambda shop",
    "metric AWS/SQS/ApproximateNumberOfMessagesVisible -> alarm shop-late",
    "alarm shop-late -> sns shop-news",
}


class Shop:
    """The resources of a small system, made one by one as people do."""

    def __init__(self, clients: Clients) -> None:
        self.clients, self.place = clients, f"{clients.region}:{clients.account_id}"
        self.function = f"arn:aws:lambda:{self.place}:function:shop"

    def make(self) -> None:
        self._role()
        self._function()
        self._queues()
        self._bucket()
        self._topic()
        self._rule()
        self._schedule()
        self._api()
        self._alarm()

    def _role(self) -> None:
        iam = self.clients.iam
        iam.create_role(RoleName="shop-role", AssumeRolePolicyDocument=json.dumps(TRUST))
        granted = (
            ("sqs:*", f"arn:aws:sqs:{self.place}:shop-work"),
            ("dynamodb:PutItem", f"arn:aws:dynamodb:{self.place}:table/shop-table"),
            ("logs:*", "*"),
        )
        statements = [{"Effect": "Allow", "Action": action, "Resource": arn} for action, arn in granted]
        iam.put_role_policy(
            RoleName="shop-role", PolicyName="own", PolicyDocument=json.dumps({**VERSION, "Statement": statements})
        )

    def _function(self) -> None:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("shop.py", CODE)
        self.clients.lambda_.create_function(
            FunctionName="shop", Runtime="python3.11", Handler="shop.handler", Code={"ZipFile": archive.getvalue()},
            Role=f"arn:aws:iam::{self.clients.account_id}:role/shop-role",
        )  # fmt: skip
        self.clients.lambda_.get_waiter("function_active_v2").wait(FunctionName="shop", WaiterConfig={"Delay": 1})
        keys: Any = [{"AttributeName": "id", "KeyType": "HASH"}]
        attributes: Any = [{"AttributeName": "id", "AttributeType": "S"}]
        self.clients.dynamodb.create_table(
            TableName="shop-table", KeySchema=keys, AttributeDefinitions=attributes, BillingMode="PAY_PER_REQUEST"
        )

    def _queues(self) -> None:
        sqs = self.clients.sqs
        sqs.create_queue(QueueName="shop-work-dlq")
        redrive = {"deadLetterTargetArn": f"arn:aws:sqs:{self.place}:shop-work-dlq", "maxReceiveCount": 3}
        policy = self._lets("s3", "sqs:SendMessage", "arn:aws:s3:::shop-orders")
        sqs.create_queue(QueueName="shop-work", Attributes={"RedrivePolicy": json.dumps(redrive), "Policy": policy})
        self.clients.lambda_.create_event_source_mapping(
            EventSourceArn=f"arn:aws:sqs:{self.place}:shop-work", FunctionName="shop"
        )

    def _bucket(self) -> None:
        self.clients.s3.create_bucket(Bucket="shop-orders")
        rules: Any = [{"Name": "prefix", "Value": "incoming/"}, {"Name": "suffix", "Value": ".json"}]
        queue: Any = {
            "QueueArn": f"arn:aws:sqs:{self.place}:shop-work", "Events": ["s3:ObjectCreated:*"],
            "Filter": {"Key": {"FilterRules": rules}},
        }  # fmt: skip
        self.clients.s3.put_bucket_notification_configuration(
            Bucket="shop-orders", NotificationConfiguration={"QueueConfigurations": [queue]}
        )

    def _topic(self) -> None:
        topic = self.clients.sns.create_topic(Name="shop-news")["TopicArn"]
        policy = self._lets("sns", "sqs:SendMessage", topic)
        self.clients.sqs.create_queue(QueueName="shop-read", Attributes={"Policy": policy})
        self.clients.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:{self.place}:shop-read")
        self.clients.lambda_.put_function_event_invoke_config(
            FunctionName="shop", DestinationConfig={"OnFailure": {"Destination": topic}}
        )

    def _rule(self) -> None:
        events = self.clients.client("events")
        rule = events.put_rule(Name="shop-nightly", ScheduleExpression="rate(1 day)")["RuleArn"]
        events.put_targets(Rule="shop-nightly", Targets=[{"Id": "1", "Arn": self.function}])
        self._permit("nightly", "events.amazonaws.com", rule)

    def _schedule(self) -> None:
        self.clients.client("scheduler").create_schedule(
            Name="shop-weekly", ScheduleExpression="cron(0 3 ? * MON *)", FlexibleTimeWindow={"Mode": "OFF"},
            EndDate=datetime(2099, 1, 1, tzinfo=UTC), Description="the week's report",
            Target={"Arn": self.function, "RoleArn": f"arn:aws:iam::{self.clients.account_id}:role/shop-role"},
        )  # fmt: skip

    def _api(self) -> None:
        gateway = self.clients.apigateway
        api = gateway.create_rest_api(name="shop-api")["id"]
        root = gateway.get_resources(restApiId=api)["items"][0]["id"]
        orders = gateway.create_resource(restApiId=api, parentId=root, pathPart="orders")["id"]
        key: Any = {"restApiId": api, "resourceId": orders, "httpMethod": "GET"}
        gateway.put_method(**key, authorizationType="NONE")
        uri = f"arn:aws:apigateway:{self.clients.region}:lambda:path/2015-03-31/functions/{self.function}/invocations"
        gateway.put_integration(**key, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
        gateway.create_deployment(restApiId=api, stageName="prod")
        self._permit("api", "apigateway.amazonaws.com", f"arn:aws:execute-api:{self.place}:{api}/*/GET/orders")

    def _alarm(self) -> None:
        self.clients.cloudwatch.put_metric_alarm(
            AlarmName="shop-late", Namespace="AWS/SQS", MetricName="ApproximateNumberOfMessagesVisible",
            Dimensions=[{"Name": "QueueName", "Value": "shop-work"}], Statistic="Maximum", Period=60,
            EvaluationPeriods=1, Threshold=5, ComparisonOperator="GreaterThanThreshold",
            AlarmActions=[f"arn:aws:sns:{self.place}:shop-news"],
        )  # fmt: skip

    def _permit(self, statement: str, service: str, source: str) -> None:
        self.clients.lambda_.add_permission(
            FunctionName="shop",
            StatementId=statement,
            Action="lambda:InvokeFunction",
            Principal=service,
            SourceArn=source,
        )

    def _lets(self, service: str, action: str, source: str) -> str:
        principal, condition = {"Service": f"{service}.amazonaws.com"}, {"ArnLike": {"aws:SourceArn": source}}
        statement = {
            "Effect": "Allow",
            "Principal": principal,
            "Action": action,
            "Resource": "*",
            "Condition": condition,
        }
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def shop(clients: Clients) -> Shop:
    made = Shop(clients)
    made.make()
    return made


def diagnose(shop: Shop, *arguments: str) -> int:
    return main(["--endpoint", shop.clients.endpoint.url, "diagnose", "--account", shop.clients.account_id, *arguments])


def test_what_is_connected_is_found_and_drawn(shop: Shop, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shop.clients.s3.put_object(Bucket="shop-orders", Key="incoming/1.json", Body=b"{}")
    until(lambda: chain_of_account(shop.clients).diagnose().text(), lambda told: "ended well" in told, "invoked")
    assert set(chain_of_account(shop.clients).names) == LINKS
    picture = tmp_path / "wiring.png"
    assert diagnose(shop, "--picture", str(picture)) == 0
    drawn = capsys.readouterr().out
    assert "no link is stuck" in drawn
    assert "incoming/*.json sqs shop-work" in drawn
    assert max(len(line) for line in drawn.splitlines() if str(tmp_path) not in line) <= 80
    assert "\x1b" not in drawn
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_programs_get_the_first_stuck_link(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.clients.client("events").disable_rule(Name="shop-nightly")
    assert diagnose(shop, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator({**SCHEMA, "$ref": "#/$defs/diagnose"}).validate(told)
    assert told["stuck_at"] == "rule shop-nightly -> lambda shop"
    assert diagnose(shop, "no-such-stack") == 2
    assert "no-such-stack is no system" in capsys.readouterr().err


def test_a_link_is_broken_and_mended_by_commands(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    def harness(*arguments: str) -> int:
        place = ["--account", shop.clients.account_id]
        return main(["--endpoint", shop.clients.endpoint.url, *arguments, *place])

    assert harness("break", "--list") == 0
    listed = capsys.readouterr().out.splitlines()
    assert [each.label for each in choices(wiring_of(shop.clients))] == [
        each.removesuffix(" (with IAM enforced)") for each in listed
    ]
    for name, link in (
        ("rule-disabled", "rule shop-nightly -> lambda shop"),
        ("schedule-disabled", "schedule shop-weekly -> lambda shop"),
    ):
        assert harness("break", name) == 0
        assert f"broken: {name}: {link}" in capsys.readouterr().out
        assert diagnose(shop) == 1
        assert f"first stuck link: {link}" in capsys.readouterr().out
        assert harness("mend") == 0
        assert f"mended: {name}" in capsys.readouterr().out
        assert diagnose(shop) == 0
        capsys.readouterr()
    assert harness("mend") == 0
    assert "nothing is broken" in capsys.readouterr().out
    assert harness("break", "polling-denied") == 2
    assert "holds nothing back unless IAM is enforced" in capsys.readouterr().err
    assert harness("break", "nothing-of-the-kind") == 2
