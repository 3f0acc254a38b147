"""What API Gateway knows of one request beside the request itself: whose API, which stage and route, when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from emulator.apigatewayv2.route_key import RouteKey


@dataclass(frozen=True)
class Exchange:
    """One request on its way through an API. `at_s` is the time of arrival, seconds since the epoch.

    `authorizer` is what events carry below `requestContext.authorizer` when a Lambda authorizer allowed the request.
    """

    account_id: str
    region: str
    api_id: str
    stage: str
    stage_variables: Mapping[str, str]
    route_key: RouteKey
    path_parameters: Mapping[str, str]
    request_id: str
    at_s: float
    authorizer: Mapping[str, Any] = field(default_factory=dict)

    @property
    def at_ms(self) -> int:
        """The time of arrival in whole milliseconds."""
        return round(self.at_s * 1000)

    @property
    def at_clf(self) -> str:
        """The time of arrival in the common log format, `12/Mar/2020:19:03:58 +0000`."""
        return datetime.fromtimestamp(self.at_s, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")

    @property
    def api_arn(self) -> str:
        """`arn:aws:execute-api:{region}:{account}:{api}`."""
        return f"arn:aws:execute-api:{self.region}:{self.account_id}:{self.api_id}"

    def source_arn(self, method: str) -> str:
        """The route's ARN that Lambda permissions name: `…/{stage}/{method}{route path}`, or `…/{stage}/$default`."""
        if self.route_key.is_default:
            return f"{self.api_arn}/{self.stage}/$default"
        return f"{self.api_arn}/{self.stage}/{method}{self.route_key.path}"
