"""Pillow comes from the layer alone: a worker that lost it fails as it would on AWS, and its image isn't lost."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

from bootstrap.clients import Clients
from bootstrap.registry import handler_of
from bootstrap.stacks import STACKS, StackOptions
from bootstrap.stacks.media_pipeline import WORKER
from harness.probes.function_logs import FunctionLogs
from harness.probes.http import http_get
from harness.probes.invocation import invoke
from harness.run.context import RunContext
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.faults import set_visibility
from harness.systems.media_pipeline.images import photo
from harness.waits.budget import Seconds
from harness.waits.functions import FunctionUpdated, LogTells
from tests.integration.media_pipeline.media_runs import run_steps

IMPORT_ERROR = "Unable to import module 'handler': No module named 'PIL'"


def take_the_layer_away(context: RunContext) -> list[str]:
    """The ARNs of the layers that the worker had."""
    lambda_ = context.clients.lambda_
    layers = [each["Arn"] for each in lambda_.get_function_configuration(FunctionName=WORKER)["Layers"]]
    lambda_.update_function_configuration(FunctionName=WORKER, Layers=[])
    context.wait(FunctionUpdated(context.clients, WORKER))
    return layers


def test_a_worker_without_its_layer_can_not_import_pillow(clients: Clients, tmp_path: Path) -> None:
    def steps(context: RunContext) -> None:
        layers = take_the_layer_away(context)
        assert [arn.split(":")[6] for arn in layers] == ["pillow-layer"]
        answer = invoke(context.clients, WORKER, {"Records": []})
        assert answer.error == "Unhandled"
        assert answer.payload["errorType"] == "Runtime.ImportModuleError"
        assert answer.payload["errorMessage"] == IMPORT_ERROR
        context.wait(LogTells(context.clients, WORKER, "told of its import", "Runtime.ImportModuleError"))
        assert any(IMPORT_ERROR in line for line in FunctionLogs(context.clients, WORKER).errors())

    run_steps(clients, steps, tmp_path)


def test_images_wait_for_the_layer_to_come_back(clients: Clients, tmp_path: Path) -> None:
    def steps(context: RunContext) -> None:
        system = MediaSystem(context)
        set_visibility(context, 5)
        layers = take_the_layer_away(context)
        system.upload("waiting.jpg", photo(1))
        context.wait(LogTells(context.clients, WORKER, "told of its import", "Runtime.ImportModuleError"))
        assert system.standing("waiting.jpg")["status"] == "PENDING"
        found = context.chain(0).diagnose()
        assert found.stuck_at == f"lambda {WORKER}", found.text()
        assert IMPORT_ERROR in found.text()
        context.clients.lambda_.update_function_configuration(FunctionName=WORKER, Layers=layers)
        context.wait(FunctionUpdated(context.clients, WORKER))
        system.await_ends(Seconds(60))
        assert system.standing("waiting.jpg")["status"] == "COMPLETED"

    run_steps(clients, steps, tmp_path)


def test_the_deployed_worker_has_no_pillow_of_its_own(clients: Clients, tmp_path: Path) -> None:
    def steps(context: RunContext) -> None:
        location = context.clients.lambda_.get_function(FunctionName=WORKER)["Code"]["Location"]
        with zipfile.ZipFile(BytesIO(http_get(location).body)) as package:
            roots = {name.split("/")[0] for name in package.namelist()}
        assert roots == {"handler.py", "media_worker"}

    run_steps(clients, steps, tmp_path)


def test_everything_that_can_be_tagged_is(clients: Clients, tmp_path: Path) -> None:
    stack = STACKS["media-pipeline"](StackOptions(account_id=clients.account_id))

    def steps(context: RunContext) -> None:
        for resource in stack.resources:
            handler = handler_of(resource.kind)
            if handler.taggable:
                found = handler.find(context.clients, resource)
                assert found is not None, resource.address
                assert handler.tags_of(context.clients, found) == stack.scope.tag_map, json.dumps(resource.address)

    run_steps(clients, steps, tmp_path)
