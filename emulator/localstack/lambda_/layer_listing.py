"""ListLayers when a layer has no version left: LocalStack's own listing fails then, AWS's leaves that layer out."""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps


@wraps(
    "services.lambda_.provider:LambdaProvider.list_layers",
    at="lambda",
    why="A layer without a version left fails LocalStack's listing; AWS leaves it out.",
)
def list_layers(original: Callable[..., Any], self: Any, context: Any, *args: Any, **request: Any) -> Any:
    """Answer where LocalStack's own listing fails; it has checked the request by then."""
    from localstack.services.lambda_.invocation.models import lambda_stores

    try:
        return original(self, context, *args, **request)
    except IndexError:
        store = lambda_stores[context.account_id][context.region]
        return page_of(store.layers, request.get("marker"), request.get("max_items"))


def page_of(layers: dict[str, Any], marker: str | None, max_items: int | None) -> dict[str, Any]:
    """The layers that have a version, each with its newest one, as ListLayers answers them."""
    from localstack.services.lambda_ import api_utils
    from localstack.utils.collections import PaginatedList

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
