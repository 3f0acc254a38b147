"""With one link of the pipeline broken, the wait gives up within its deadline and names that link."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from bootstrap.stacks.media_pipeline import (
    API,
    DISPATCHER,
    JOB_STATUS,
    QUEUE,
    REQUEST_UPLOAD,
    UPLOADS_BUCKET,
    UPLOADS_PREFIX,
    WORKER,
)
from harness.run.clock import POLL_S, Deadline
from harness.run.context import RunContext
from harness.run.registry import scenario_named
from harness.run.runner import RunOptions
from harness.run.verdict import Verdict
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.user import Refused
from harness.waits.functions import FunctionUpdated
from harness.waits.waiter import WaitGaveUp
from tests.integration.media_pipeline.media_runs import run_steps
from tests.integration.s3_cleanup.run_apart import run_apart, story
from tests.integration.tiers import quick_ones

DELIVERY_S = 5.0
BUCKET_LINK = f"s3 {UPLOADS_BUCKET}/{UPLOADS_PREFIX} -> lambda {DISPATCHER}"


def remove_the_notification(context: RunContext) -> None:
    context.clients.s3.put_bucket_notification_configuration(Bucket=UPLOADS_BUCKET, NotificationConfiguration={})


def take_the_permission_from_s3(context: RunContext) -> None:
    context.clients.lambda_.remove_permission(FunctionName=DISPATCHER, StatementId="AllowS3Invocation")


def point_the_dispatcher_elsewhere(context: RunContext) -> None:
    environment = context.clients.lambda_.get_function_configuration(FunctionName=DISPATCHER)["Environment"]
    url = environment["Variables"]["SQS_QUEUE_URL"] + "-of-yesterday"
    context.clients.lambda_.update_function_configuration(
        FunctionName=DISPATCHER, Environment={"Variables": {**environment["Variables"], "SQS_QUEUE_URL": url}}
    )
    context.wait(FunctionUpdated(context.clients, DISPATCHER))


def disable_the_mapping(context: RunContext) -> None:
    lambda_ = context.clients.lambda_
    mapping = lambda_.list_event_source_mappings(FunctionName=WORKER)["EventSourceMappings"][0]["UUID"]
    lambda_.update_event_source_mapping(UUID=mapping, Enabled=False)
    deadline = Deadline.after(20)
    while lambda_.get_event_source_mapping(UUID=mapping)["State"] != "Disabled":
        assert not deadline.passed
        deadline.nap(POLL_S)


def have_the_worker_fail(context: RunContext) -> None:
    context.clients.lambda_.update_function_configuration(FunctionName=WORKER, Handler="handler.of_yesterday")
    context.wait(FunctionUpdated(context.clients, WORKER))


BREAKS: dict[str, tuple[Callable[[RunContext], None], str, str]] = {
    "notification removed": (remove_the_notification, BUCKET_LINK, "the bucket has no notification to it"),
    "permission removed": (take_the_permission_from_s3, BUCKET_LINK, "the function doesn't let S3 invoke it"),
    "dispatcher sends to no queue": (point_the_dispatcher_elsewhere, f"lambda {DISPATCHER}", "NonExistentQueue"),
    "mapping disabled": (disable_the_mapping, f"sqs {QUEUE} -> lambda {WORKER}", "mapping is Disabled"),
    "worker fails": (have_the_worker_fail, f"lambda {WORKER}", "of_yesterday"),
}


@pytest.mark.parametrize("broken", quick_ones(BREAKS, ["permission removed"]))
def test_the_broken_link_is_named(broken: str, clients: Clients, tmp_path: Path) -> None:
    break_it, link, why = BREAKS[broken]

    def steps(context: RunContext) -> None:
        break_it(context)
        system = MediaSystem(context)
        system.upload("photo.jpg", photo(1))
        system.await_ends()

    scenario = replace(scenario_named("media-pipeline"), steps=steps, artefacts=())
    options = RunOptions(account_id=clients.account_id, delivery_s=DELIVERY_S)
    outcome = run_apart(clients.endpoint, scenario, options, tmp_path)
    assert isinstance(outcome.error, WaitGaveUp), story(outcome)
    assert f"first stuck link: {link}" in str(outcome.error)
    assert why in str(outcome.error)
    assert outcome.run.verdict is Verdict.FAILED
    assert outcome.leaked == ()
    given_up = [entry for entry in outcome.run.timeline if entry.facts.get("met") is False]
    assert [entry.facts["stuck_at"] for entry in given_up] == [link]


def take_the_permission_from_the_api(clients: Clients) -> None:
    policy = clients.lambda_.get_policy(FunctionName=REQUEST_UPLOAD)["Policy"]
    statement = policy.split('"Sid":')[1].split('"')[1]
    clients.lambda_.remove_permission(FunctionName=REQUEST_UPLOAD, StatementId=statement)


def remove_the_route_to_the_job(clients: Clients) -> None:
    gateway = clients.apigatewayv2
    api_id = next(api["ApiId"] for api in gateway.get_apis()["Items"] if api["Name"] == API)
    routes = gateway.get_routes(ApiId=api_id)["Items"]
    route_id = next(route["RouteId"] for route in routes if route["RouteKey"].startswith("GET"))
    gateway.delete_route(ApiId=api_id, RouteId=route_id)


def use(system: MediaSystem) -> None:
    system.upload("photo.jpg", photo(1))
    system.standing("photo.jpg")


@pytest.mark.parametrize(
    ("break_it", "answer", "link"),
    [
        (take_the_permission_from_the_api, "500", f"api {API} POST /uploads -> lambda {REQUEST_UPLOAD}"),
        (remove_the_route_to_the_job, "404", f"api {API} GET /jobs/{{jobId}} -> lambda {JOB_STATUS}"),
    ],
    ids=["permission of the API removed", "route removed"],
)
def test_a_broken_api_refuses_its_user_and_the_chain_says_where(
    break_it: Callable[[Clients], None], answer: str, link: str, clients: Clients, tmp_path: Path
) -> None:
    def steps(context: RunContext) -> None:
        system = MediaSystem(context)
        system.upload("photo.jpg", photo(1))
        system.await_ends()
        break_it(context.clients)
        with pytest.raises(Refused, match=f": {answer} "):
            use(system)
        assert context.chain(0).diagnose().stuck_at == link

    run_steps(clients, steps, tmp_path)


def test_s3_takes_no_notification_to_a_function_that_does_not_let_it(clients: Clients, tmp_path: Path) -> None:
    def steps(context: RunContext) -> None:
        s3: Any = context.clients.s3
        rules = s3.get_bucket_notification_configuration(Bucket=UPLOADS_BUCKET)["LambdaFunctionConfigurations"]
        configuration = {"LambdaFunctionConfigurations": rules}
        s3.put_bucket_notification_configuration(Bucket=UPLOADS_BUCKET, NotificationConfiguration=configuration)
        take_the_permission_from_s3(context)
        with pytest.raises(ClientError, match="Unable to validate the following destination configurations"):
            s3.put_bucket_notification_configuration(Bucket=UPLOADS_BUCKET, NotificationConfiguration=configuration)

    run_steps(clients, steps, tmp_path)
