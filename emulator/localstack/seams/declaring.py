"""How an adapter declares its seams: a decorator on the function that makes the change, and a registry of them all.

The modules are listed in `MODULES` and are imported when the emulator starts, so they must be light: what they need of
a service of LocalStack's they import inside their functions.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from emulator.localstack.seams.seam import BASE, GATEWAY, RELEASES, Kind, Position, Seam

MODULES: tuple[str, ...] = (
    "seams.loading",
    "botocore_data",
    "service_loading",
    "gateway.guard",
    "gateway.internal_requests",
    "gateway.answers_by_input",
    "gateway.idle_handlers",
    "gateway.services",
    "gateway.responses",
    "gateway.resources",
    "gateway.health",
    "gateway.trace_ids",
    "gateway.random_ids",
    "gateway.request_ids",
    "gateway.json_bodies",
    "gateway.query_bodies",
    "gateway.xml_bodies",
    "gateway.located_members",
    "gateway.operations",
    "gateway.log_lines",
    "credentials",
    "gateway.routers",
    "gateway.rules",
    "gateway.addresses",
    "activity.polling",
    "gateway.failures",
    "accounts.managed_policies",
    "apigateway.media_types",
    "apigateway.tags",
    "apigateway.measures",
    "apigatewayv2.data_plane",
    "cloudformation.attach",
    "cloudwatch.attach",
    "cloudwatch.date_header",
    "cloudwatch.own_metrics",
    "dynamodb.attach",
    "expiry.objects",
    "expiry.sweeping",
    "absent",
    "validation.handler",
    "egress",
    "iam.account_details",
    "iam.confinement",
    "iam.authorization",
    "iam.queue_addresses",
    "iam.identity",
    "iam.simulation",
    "installers",
    "service_models",
    "suspension",
    "yaml_bounds",
    "lambda_.archives",
    "lambda_.kept_code",
    "lambda_.code_links",
    "lambda_.layer_code",
    "lambda_.foreign_layers",
    "lambda_.layer_listing",
    "lambda_.refusals",
    "lambda_.arrivals",
    "lambda_.async_events",
    "lambda_.event_sources",
    "lambda_.event_bodies",
    "lambda_.function_urls",
    "lambda_.batches",
    "lambda_.stream_sources",
    "lambda_.assignment",
    "lambda_.attach",
    "lambda_.measures",
    "lambda_.logs",
    "lambda_.size_limit",
    "lambda_.unpacking",
    "lambda_docker.containers",
    "logs.attach",
    "feed.requests",
    "metering.requests",
    "schedules.attach",
    "schedules.requests",
    "s3.archives",
    "s3.events",
    "s3.invocations",
    "s3.namespaces",
    "s3.presigned",
    "s3.posting",
    "s3.listing",
    "s3.reading",
    "s3.writing",
    "s3.deleting",
    "server.certificate",
    "server.content_types",
    "server.inside",
    "sns.mail",
    "sns.filters",
    "sns.topics",
    "sqs.messages",
    "sqs.dead_letters",
    "sqs.redrive",
    "sqs.retention",
    "sqs.depth",
    "tagging.changing",
    "tagging.search",
    "activity.asynchronous",
    "activity.functions",
    "activity.pools",
    "activity.sqs",
    "faults.messages",
    "faults.events",
    "faults.functions",
    "faults.requests",
)
"""Modules below `emulator.localstack` that declare seams. Of two on one target, the later one is called first."""

Made = TypeVar("Made", bound=Callable[..., Any])
_declared: list[Seam] = []


def declared() -> tuple[Seam, ...]:
    """Every seam, in the order of `MODULES` and of each file."""
    for name in MODULES:
        import_module(f"emulator.localstack.{name}")
    order = {f"emulator.localstack.{name}": index for index, name in enumerate(MODULES)}
    return tuple(sorted(_declared, key=lambda seam: order.get(seam.by.__module__, len(order))))


def wraps(target: str, **more: Any) -> Callable[[Made], Made]:
    """`by(original, *args, **kwargs)` is called in the place of the function `target`, a static method's too.

    Of a class method `by` gets the class after the original; of a property it wraps the reading. For `why` and `at` see
    `Seam`.
    """
    return _declaring(Kind.WRAP, target, **more)


def replaces(target: str, **more: Any) -> Callable[[Made], Made]:
    """What `by(original)` answers stands in the place of the class or function `target`."""
    return _declaring(Kind.REPLACE, target, **more)


def assigns(target: str, **more: Any) -> Callable[[Made], Made]:
    """What `by(original)` answers is the value of the attribute `target`."""
    return _declaring(Kind.ASSIGN, target, **more)


def adds(target: str, **more: Any) -> Callable[[Made], Made]:
    """What `by(class)` answers is the attribute `target` of a class whose source doesn't have it."""
    return _declaring(Kind.ADD, target, **more)


def handles(chain: str, at: int | str, **more: Any) -> Callable[[Made], Made]:
    """`by(chain, context, response)` is a handler of the gateway's `chain` (`request_handlers`, `response_handlers`).

    It stands at the index `at` (-1: last), or after the handler of that name in `localstack.aws.handlers`.
    """
    return _declaring(Kind.HANDLER, GATEWAY, position=Position(chain, at), **more)


def appends(target: str, **more: Any) -> Callable[[Made], Made]:
    """`by(chain, context, response)` is the last handler of LocalStack's composite handler `target`."""
    return _declaring(Kind.HANDLER, target, **more)


def _declaring(
    kind: Kind,
    target: str,
    *,
    why: str,
    at: str | tuple[str, ...] = (),
    base: str = BASE,
    releases: tuple[str, ...] = RELEASES,
    only: Callable[[], bool] | None = None,
    position: Position | None = None,
) -> Callable[[Made], Made]:
    services = (at,) if isinstance(at, str) else at

    def declare(by: Made) -> Made:
        _declared.append(Seam(target, why, kind, by, base, releases, services, only, position))
        return by

    return declare
