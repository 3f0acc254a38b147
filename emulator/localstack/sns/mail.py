"""E-mail that nobody has agreed to get isn't sent. Nor is the mail that asks for it: that is the divergence."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from emulator.localstack import register


@cache
def wrap() -> None:
    """Wrap the decision whether a subscriber gets a message; once, however often called."""
    from localstack.services.sns.publisher import PublishDispatcher
    from localstack.utils.patch import patch

    @patch(PublishDispatcher._should_publish)
    def decide(
        original: Callable[..., bool | None], self: Any, policies: Any, message: Any, subscriber: Mapping[str, Any]
    ) -> bool | None:
        if is_unconfirmed_mail(subscriber):
            register.divergence("sns-mail", f"{subscriber['Endpoint']} was sent nothing", subscriber["Owner"])
            return False
        return original(self, policies, message, subscriber)


def is_unconfirmed_mail(subscriber: Mapping[str, Any]) -> bool:
    """Whether the subscriber is an e-mail address whose reader hasn't confirmed."""
    return subscriber["Protocol"].startswith("email") and subscriber["PendingConfirmation"] != "false"
