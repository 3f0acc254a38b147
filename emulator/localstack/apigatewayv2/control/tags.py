"""Tags of APIs and stages, by ARN: `arn:aws:apigateway:{region}::/apis/{api}` and `…/apis/{api}/stages/{stage}`."""

import re

from emulator.apigatewayv2.api import Record
from emulator.localstack.apigatewayv2.control.operations import STAGE, Call, Request, bad_request, not_found, operation

MAX_TAGS = 50

_ARN = re.compile(
    r"arn:aws[a-z-]*:apigateway:(?P<region>[^:]+):[^:]*:/apis/(?P<api>[^/]+)(?:/stages/(?P<stage>[^/]+))?"
)


@operation("GetTags")
def get_tags(call: Call, request: Request) -> Record:
    """The resource's tags."""
    return {"Tags": _tagged(call, request)["Tags"]}


@operation("TagResource")
def tag_resource(call: Call, request: Request) -> Record:
    """Add tags, or change their values."""
    tagged = _tagged(call, request)
    tagged["Tags"] = checked_tags({**tagged["Tags"], **(request.get("Tags") or {})})
    return {}


@operation("UntagResource")
def untag_resource(call: Call, request: Request) -> None:
    """Remove tags; one that isn't there is no error."""
    tagged = _tagged(call, request)
    tagged["Tags"] = {key: value for key, value in tagged["Tags"].items() if key not in request["TagKeys"]}


def checked_tags(tags: dict[str, str]) -> dict[str, str]:
    """The tags, when AWS would take them."""
    if len(tags) > MAX_TAGS:
        raise bad_request(f"A resource can have at most {MAX_TAGS} tags")
    for key, value in tags.items():
        if not 1 <= len(key) <= 128 or len(value) > 256 or key.lower().startswith("aws:"):
            raise bad_request(f"Invalid tag {key}: a key has 1 to 128 characters and no aws: prefix, a value up to 256")
    return dict(tags)


def _tagged(call: Call, request: Request) -> Record:
    """The record of the API or stage that the ARN names."""
    arn = _ARN.fullmatch(request["ResourceArn"])
    if arn is None:
        raise bad_request(f"Invalid resource ARN {request['ResourceArn']}: name an API or a stage")
    if arn["region"] != call.region:
        raise not_found("resource", request["ResourceArn"])
    api = call.api({"ApiId": arn["api"]})
    return STAGE.one(api, arn["stage"]) if arn["stage"] else api.record
