"""A real run can be priced, and what it used is what it did."""

import json
from pathlib import Path

import pytest

from bootstrap.clients import Clients
from harness.cli import main
from harness.cost.recorded import measured
from harness.run.registry import scenario_named
from harness.run.runner import Outcome, RunOptions
from harness.run.store import load_usage
from harness.run.verdict import Verdict
from pricing.usage import Item, Usage
from tests.goldens import golden_file
from tests.integration.s3_cleanup.run_apart import run_apart, story

CDK = Path(__file__).resolve().parents[3] / "examples" / "s3-cleanup-cdk" / "cdk.out"
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Parameters: {Seconds: {Type: Number, Default: 60}}
Resources:
  Slow: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmName: slow, Period: !Ref Seconds}}
  Fast: {Type: AWS::CloudWatch::Alarm, Properties: {Period: 10}}
  Worker:
    Type: AWS::Serverless::Function
    Properties: {Events: {Jobs: {Type: SQS, Properties: {Queue: "arn:aws:sqs:us-east-1:000000000000:jobs"}}}}
"""


def run(name: str, clients: Clients, store: Path) -> Outcome:
    options = RunOptions(account_id=clients.account_id)
    outcome = run_apart(clients.endpoint, scenario_named(name), options, store)
    assert outcome.run.verdict is Verdict.PASSED, story(outcome)
    return outcome


def used(outcome: Outcome) -> Usage:
    return measured(load_usage(outcome.run.folder))


def by(usage: Usage, item: Item) -> dict[str, float]:
    return {each.resource: float(each.quantity) for each in usage.used if each.item is item}


def test_a_run_of_the_s3_cleanup_is_priced_by_what_it_did(
    clients: Clients, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = run("s3-cleanup", clients, tmp_path)
    usage = used(outcome)

    # Three uploads and two clean-ups are five events, each to both queues and then to a function.
    assert by(usage, Item.LAMBDA_REQUESTS) == {
        "assignment4-size-tracking-lambda": 5, "assignment4-logging-lambda": 5, "assignment4-cleaner-lambda": 2,
        "assignment4-plotting-lambda": 1,
    }  # fmt: skip
    assert by(usage, Item.SNS_REQUESTS) == {"assignment4-s3-events": 5}
    assert by(usage, Item.S3_WRITES) == {"assignment4-test-bucket": 3, "assignment4-plot-bucket": 1}
    assert by(usage, Item.REST_API_REQUESTS) == {"assignment4-plot-api": 1}
    sent_received_deleted = by(usage, Item.SQS_REQUESTS)
    assert sent_received_deleted.keys() == {"assignment4-tracking-queue", "assignment4-logging-queue"}
    assert all(5 + 2 <= requests <= 3 * 5 for requests in sent_received_deleted.values())
    assert by(usage, Item.CUSTOM_METRICS).keys() == {"Assignment4 CurrentTotalSize"}
    # Each change is a transaction of an object's row, the state's and the history's.
    assert usage.total(Item.DYNAMODB_WRITES) >= 5 * 3 * 2

    assert main(["cost", "--store", str(tmp_path), "--times", "10"]) == 0
    shown = capsys.readouterr().out
    assert "s3-cleanup for a month, run 10 times: $0." in shown
    assert "assignment4-total-size-alarm                  $0.1000" in shown
    folder = outcome.run.folder
    assert (folder / "cost.png").read_bytes().startswith(b"\x89PNG")
    saved = json.loads((folder / "cost.json").read_text())
    assert saved["idle_usd"] == "0.10"
    assert next(line["quantity"] for line in saved["lines"] if line["item"] == "publish requests") == "50"

    assert main(["cost", "--template", str(CDK), "--run", str(folder), "--times", "10", "--json"]) == 0
    of_template = json.loads(capsys.readouterr().out)
    assert (of_template["stack"], of_template["idle_usd"]) == ("s3-cleanup-cdk", "0.10")
    assert next(line["quantity"] for line in of_template["lines"] if line["item"] == "publish requests") == "50"


def test_a_run_of_the_media_pipeline_is_priced_by_what_it_did(clients: Clients, tmp_path: Path) -> None:
    outcome = run("media-pipeline", clients, tmp_path)
    usage = used(outcome)

    invocations = by(usage, Item.LAMBDA_REQUESTS)
    asked = invocations.pop("get-job-status-lambda")
    assert invocations == {"request-upload-lambda": 1, "dispatcher-lambda": 1, "worker-lambda": 1}
    assert by(usage, Item.HTTP_API_REQUESTS) == {"media-processing-api": 1 + asked}
    assert by(usage, Item.SQS_REQUESTS) == {"media-processing-queue": 3}
    assert by(usage, Item.DYNAMODB_WRITES) == {"media-processing-jobs": 3}
    assert by(usage, Item.S3_WRITES) == {"amodhbh-media-uploads": 1, "amodhbh-media-processed": 1}
    assert by(usage, Item.S3_READS) == {"amodhbh-media-uploads": 1, "amodhbh-media-processed": 1}
    sizes = {name: (outcome.run.folder / name).stat().st_size for name in ("before.jpg", "after.jpg")}
    assert by(usage, Item.S3_STORAGE) == {
        "amodhbh-media-uploads": sizes["before.jpg"] / 1024**3,
        "amodhbh-media-processed": sizes["after.jpg"] / 1024**3,
    }
    assert usage.total(Item.LAMBDA_COMPUTE) > 0

    assert main(["cost", "--run", str(outcome.run.folder), "--region", "us-east-1", "--free-tier", "always"]) == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nope"], "there is no stack 'nope'; there are: "),
        (["--times", "0"], "0 times: give at least 1"),
        (["--region", "eu-west-1"], "there are no prices for 'eu-west-1'; there are for ap-south-1, us-east-1"),
        (["--run", "nowhere"], "nowhere is not a saved run"),
    ],
)
def test_bad_input_is_a_wrong_usage(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cost", "--store", str(tmp_path), *arguments]) == 2
    assert says in capsys.readouterr().err


def test_without_a_run_only_what_stands_is_priced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "billing", "--store", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "billing for a month: $0.30" in shown
    assert "no passed run of billing" in shown
    assert list(tmp_path.iterdir()) == []


def test_what_stands_of_a_template_is_priced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "--template", str(CDK), "--store", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "s3-cleanup-cdk for a month: $0.10" in shown
    assert "no passed run of s3-cleanup-cdk" in shown
    template = tmp_path / "template.yaml"
    template.write_text(TEMPLATE)
    assert main(["cost", "shop", "--template", str(template), "--store", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {line["item"]: line["quantity"] for line in told["lines"]} == {
        "alarms of standard resolution": "1", "alarms of high resolution": "1",
    }  # fmt: skip
    assert "shop Worker Jobs" in str(told)


def test_the_published_figures_stand_beside_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "--published"]) == 0
    assert capsys.readouterr().out == golden_file("cost-published.txt")
