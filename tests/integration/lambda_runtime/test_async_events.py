"""Asynchronous events reach the function, also while it is being updated."""

import pytest

from bootstrap.clients import Clients
from tests.integration.lambda_runtime.functions import Deploy, wait_until

SAYS = "def handler(event, context):\n    print('event', event['number'])\n"
WAITS = "import time\n\n\ndef handler(event, context):\n    time.sleep(0.3)\n    print('event', event['number'])\n"
EVENTS = 24
UPDATES = 4


@pytest.mark.parametrize("source", [SAYS, WAITS], ids=["quick", "slow"])
def test_no_event_is_lost_over_updates(source: str, clients: Clients, deploy: Deploy) -> None:
    function = deploy(source, Timeout=30)
    for number in range(EVENTS):
        clients.lambda_.invoke(
            FunctionName=function.name, InvocationType="Event", Payload=f'{{"number": {number}}}'.encode()
        )
        if number % (EVENTS // UPDATES) == 0:
            clients.lambda_.update_function_configuration(FunctionName=function.name, Description=f"before {number}")
            clients.lambda_.get_waiter("function_updated_v2").wait(
                FunctionName=function.name, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
            )
    expected = {f"event {number}" for number in range(EVENTS)}

    def seen() -> set[str]:
        return {text.strip() for _, text in function.log() if text.startswith("event ")}

    wait_until(lambda: seen() == expected, "every event")
