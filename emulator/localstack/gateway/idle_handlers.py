"""The handlers that the settings leave nothing to do are left out of the chain, instead of being asked each time.

Each of them looks at a setting that doesn't change while the process runs, and returns.
"""

from collections.abc import Callable
from typing import Any

from localstack import config

from emulator.localstack.seams import wraps

_chosen: dict[tuple[int, int], list[Any]] = {}


@wraps("aws.app:LocalstackAwsGateway.new_chain", why="Handlers that the settings leave nothing to do are left out.")
def new_chain(original: Callable[..., Any], gateway: Any) -> Any:
    """A chain of the handlers that may do something; a traced one has all."""
    chain = original(gateway)
    if not config.DEBUG_HANDLER_CHAIN:
        chain.request_handlers = _busy(chain.request_handlers)
        chain.response_handlers = _busy(chain.response_handlers)
        chain.finalizers = _busy(chain.finalizers)
    return chain


def _busy(handlers: list[Any]) -> list[Any]:
    """The list without the idle ones; the gateway's lists only grow."""
    key = id(handlers), len(handlers)
    if key not in _chosen:
        _chosen[key] = [one for one in handlers if not _is_idle(one)]
    return _chosen[key]


def _is_idle(handler: Any) -> bool:
    from localstack.aws import handlers
    from localstack.aws.handlers.metric_handler import MetricHandler

    if isinstance(getattr(handler, "__self__", None), MetricHandler):
        return not config.is_collect_metrics_mode()
    return any(
        handler is one and is_idle
        for one, is_idle in (
            (handlers.count_service_request, bool(config.DISABLE_EVENTS)),
            (handlers.validate_request_schema, not config.OPENAPI_VALIDATE_REQUEST),
            (handlers.validate_response_schema, not config.OPENAPI_VALIDATE_RESPONSE),
            (handlers.set_close_connection_header, config.GATEWAY_SERVER != "hypercorn"),
        )
    )
