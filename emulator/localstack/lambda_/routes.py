"""`GET /_harness/runtimes?runtime=python3.11`: which interpreter runs that runtime here, for who builds layers.

Answers `{"version": "3.11", "system": "linux", "machine": "x86_64"}`, or a 400 with `{"error": …}`.
"""

import os
import sys
from typing import Any

from localstack.http import Request, Response, route

from emulator.lambda_.interpreters import NoInterpreter, choose
from emulator.localstack.lambda_.function_host import function_host


class RuntimeRoutes:
    """The route, for LocalStack's gateway."""

    @route("/_harness/runtimes", methods=["GET"])
    def read(self, request: Request, **_: Any) -> Response:
        """The interpreter that runs a declared runtime."""
        try:
            chosen = choose(request.args.get("runtime", "python3.11"), function_host().interpreters)
        except NoInterpreter as error:
            return Response.for_json({"error": str(error)}, status=400)
        return Response.for_json({"version": chosen.version, "system": sys.platform, "machine": os.uname().machine})
