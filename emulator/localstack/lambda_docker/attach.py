"""What is the same whichever executor runs functions, and which Python versions AWS's images have."""

import os
from typing import Any

from localstack import config
from localstack.http import Request, Response, route
from localstack.services.edge import ROUTER
from localstack.services.lambda_.runtimes import IMAGE_MAPPING


def attach() -> None:
    """Serve `/_harness/runtimes`."""
    ROUTER.add(ImageRoutes())


class ImageRoutes:
    """`GET /_harness/runtimes?runtime=python3.11`, as `lambda_.routes` answers it for processes."""

    @route("/_harness/runtimes", methods=["GET"])
    def read(self, request: Request, **_: Any) -> Response:
        """The interpreter in the image of a declared runtime: always the declared one."""
        runtime = request.args.get("runtime", "python3.11")
        if not runtime.startswith("python3.") or runtime not in IMAGE_MAPPING:
            return Response.for_json({"error": f"runtime {runtime} has no image; declare python3.x"}, status=400)
        version = runtime.removeprefix("python")
        # Functions declare x86_64 unless they say otherwise; LocalStack may be told to run all on what there is.
        machine = os.uname().machine if config.LAMBDA_IGNORE_ARCHITECTURE else "x86_64"
        return Response.for_json({"version": version, "system": "linux", "machine": machine})
