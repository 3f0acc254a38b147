"""A check-list on a real emulator: before a stack stands, while it does, when something of it went, and after."""

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.cli import main
from harness.commands import FAILED, LEAK, PASSED
from tests.integration.cli.test_json_documents import document


def test_a_list_follows_a_stack_s_life(
    endpoint: Endpoint, clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--endpoint", endpoint.url)
    which = ("media-pipeline", "--account", clients.account_id)
    assert main([*at, "verify", *which, "--gone"]) == PASSED
    assert main([*at, "verify", *which]) == FAILED
    assert "[ ] AWS::Lambda::Function worker-lambda: it isn't there" in capsys.readouterr().out
    assert main([*at, "apply", *which]) == PASSED
    capsys.readouterr()
    found = document(capsys, "verify", *at, "verify", *which, "--try", "--json")
    assert [each["point"] for each in found["points"] if each["section"] == "End-to-end test"] == [
        "POST /uploads gives a job and an upload URL",
        "PUT of the image is taken",
        "the job is known",
        "the job is COMPLETED",
        "the result has the watermark",
    ]
    there = clients.in_region("ap-south-1")
    assert there.dynamodb.scan(TableName="media-processing-jobs")["Items"] == []
    there.s3.put_bucket_notification_configuration(Bucket="amodhbh-media-uploads", NotificationConfiguration={})
    assert main([*at, "verify", *which]) == FAILED
    assert "[ ] AWS::S3::BucketNotification" in capsys.readouterr().out
    left = document(capsys, "verify", *at, "verify", *which, "--gone", "--json", code=LEAK)
    assert sum(not each["passed"] for each in left["points"]) > 10
    assert main([*at, "teardown", *which]) == PASSED
    assert main([*at, "verify", *which, "--gone"]) == PASSED
