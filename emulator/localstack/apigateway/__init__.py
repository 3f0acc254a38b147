"""REST APIs as LocalStack has them, with binary media types as AWS reads them.

`*/*` in an API's `binaryMediaTypes` means every media type ("Working with binary media types for REST APIs"); a Lambda
proxy that returns a picture is set up so. LocalStack's gateway passes it over and hands the client Base64 text.
"""


def install() -> None:
    """Correct the media types when LocalStack loads API Gateway, so that it isn't loaded for this."""
    from collections.abc import Callable
    from typing import Any

    from localstack.services.plugins import ServicePluginManager
    from localstack.utils.patch import patch

    from emulator.apigateway import media_types

    @patch(ServicePluginManager._load_service_plugin)
    def load(original: Callable[..., Any], self: Any, name: str) -> Any:
        if name == "apigateway":
            media_types.attach()
        return original(self, name)
