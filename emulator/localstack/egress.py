"""The way out of LocalStack's process, closed: `emulator.egress` with what this machine and LocalStack know.

`GET /_harness/egress` answers `{"total": 1, "refused": [{"what": "connect to", "target": "192.0.2.1:443",
"by": "module:line", "times": 1}]}`: what wanted to reach another machine since the emulator started.
"""

import os
from collections.abc import Iterable
from functools import cache
from typing import Any

from emulator.egress.attempts import Attempts
from emulator.egress.decision import Egress
from emulator.egress.guard import addresses_of, close
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.seams import assigns, wraps

VARIABLE = "HARNESS_ALLOWED_HOSTS"

attempts = Attempts()
"""What was refused since the process started."""


@cache
def rules() -> Egress:
    """The rules of this process."""
    named = (name.strip().lower() for name in os.environ.get(VARIABLE, "").split(","))
    return Egress(tuple(filter(None, named)), _own_addresses, addresses_of)


@cache
def close_process() -> None:
    """Close the process, once."""
    close(rules(), attempts)


def install() -> None:
    """Serve the count."""
    from localstack.http import Request, Response, route
    from localstack.services.edge import ROUTER

    class EgressRoutes:
        @route("/_harness/egress", methods=["GET"])
        def refused(self, request: Request, **_: Any) -> Response:
            return Response.for_json(attempts.report())

    close_process()
    ROUTER.add(EgressRoutes())


def _own_addresses() -> Iterable[str]:
    """The addresses of the machine's interfaces; a container's own is one of them."""
    import psutil

    return [address.address for found in psutil.net_if_addrs().values() for address in found]


@assigns(
    "utils.aws.aws_stack:CACHE_S3_HOSTNAME_DNS_STATUS",
    why="LocalStack looks up a host name to learn whether its own requests to S3 can use it: they go to an address.",
)
def host_of_s3(_: Any) -> bool:
    """That the name can't be used."""
    return False


@wraps(
    "services.lambda_.invocation.executor_endpoint:ExecutorEndpoint.invoke",
    at="lambda",
    only=lambda: not functions_are_processes(),
    why="Functions may run in containers that LocalStack starts: it calls them at addresses of Docker's networks.",
)
def invoke(original: Any, self: Any, *arguments: Any, **options: Any) -> Any:
    """Admit the container, then call it."""
    rules().admit(self.container_address)
    return original(self, *arguments, **options)
