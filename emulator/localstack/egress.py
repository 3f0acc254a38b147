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
    """Serve the count; what is known to look outside for no reason gets what it looks for from here."""
    from localstack.http import Request, Response, route
    from localstack.services.edge import ROUTER

    from emulator.localstack import service_models

    class EgressRoutes:
        @route("/_harness/egress", methods=["GET"])
        def refused(self, request: Request, **_: Any) -> Response:
            return Response.for_json(attempts.report())

    close_process()
    ROUTER.add(EgressRoutes())
    service_models.install()
    _know_the_host_of_s3()
    _admit_containers()


def _own_addresses() -> Iterable[str]:
    """The addresses of the machine's interfaces; a container's own is one of them."""
    import psutil

    return [address.address for found in psutil.net_if_addrs().values() for address in found]


def _know_the_host_of_s3() -> None:
    """LocalStack looks up a host name of S3's to learn whether its own requests can use it: they go to an address."""
    from localstack.utils.aws import aws_stack

    aws_stack.CACHE_S3_HOSTNAME_DNS_STATUS = False


def _admit_containers() -> None:
    """Functions may run in containers that LocalStack starts: it calls them at addresses of Docker's networks."""
    from localstack import config

    if config.LAMBDA_RUNTIME_EXECUTOR == "process":
        return
    from localstack.services.lambda_.invocation.executor_endpoint import ExecutorEndpoint
    from localstack.utils.patch import patch

    @patch(ExecutorEndpoint.invoke)
    def invoke(original: Any, self: ExecutorEndpoint, *arguments: Any, **options: Any) -> Any:
        rules().admit(self.container_address)
        return original(self, *arguments, **options)
