"""IAM at the gateway: who asks, which policies have a word, and what the account's mode makes of the decision.

`caller` knows who asks, `policies` and `stores` what the services hold, `decisions` decides and records,
`authorization` looks at each request, `creation` at what AWS checks when a mapping is made, `logs` at what functions
may log, `simulation` answers the policy simulator, `routes` serves `/_harness/iam`.
"""

import os

DEFAULT_MODE = "HARNESS_IAM"
"""The variable that gives the mode of accounts that have none of their own: off, observe or enforce."""


def install() -> None:
    """Start with the mode of the environment, and serve it; `authorization` declares the handler that decides."""
    from localstack.services.edge import ROUTER

    from emulator.iam.modes import Mode
    from emulator.localstack.iam.decisions import modes
    from emulator.localstack.iam.routes import IamRoutes

    modes.default = Mode(os.environ.get(DEFAULT_MODE) or Mode.OBSERVE.value)
    ROUTER.add(IamRoutes())
