"""ListLayers when a layer has no version left: LocalStack's own listing fails then, AWS's leaves that layer out."""

from collections.abc import Callable
from typing import Any

from localstack.services.lambda_ import api_utils
from localstack.services.lambda_.invocation.models import lambda_stores
from localstack.services.lambda_.provider import LambdaProvider
from localstack.utils.collections import PaginatedList
from localstack.utils.patch import patch


def attach() -> None:
    """Answer where LocalStack's own listing fails; it has checked the request by then."""

    @patch(LambdaProvider.list_layers)
    def list_layers(original: Callable[..., Any], self: Any, context: Any, *args: Any, **request: Any) -> Any:
        try:
            return original(self, context, *args, **request)
        except IndexError:
            store = lambda_stores[context.account_id][context.region]
            return page_of(store.layers, request.get("marker"), request.get("max_items"))


def page_of(layers: dict[str, Any], marker: str | None, max_items: int | None) -> dict[str, Any]:
    """The layers that have a version, each with its newest one, as ListLayers answers them."""
    items = PaginatedList(
        {
            "LayerName": name,
            "LayerArn": layer.arn,
            "LatestMatchingVersion": api_utils.map_layer_out(
                max(layer.layer_versions.values(), key=lambda version: version.version)
            ),
        }
        for name, layer in layers.items()
        if layer.layer_versions
    )
    page, token = items.get_page(lambda item: item["LayerArn"], marker, max_items)
    return {"NextMarker": token, "Layers": page}
