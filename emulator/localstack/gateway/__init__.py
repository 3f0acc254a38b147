"""The gateway guard: a web page can't drive the emulator.

The emulator listens on the loopback interface and checks no credentials, so any page open in a browser of the same
machine could send it requests. LocalStack refuses unknown origins for some of them only, trusts a public web site, and
does not look at the Host header at all, which lets a page whose name is rebound to 127.0.0.1 do everything.
"""


def install() -> None:
    """Add the routes; `guard` and `addresses` declare the seams."""
    from localstack.services.edge import ROUTER

    from emulator.localstack.gateway.addresses import PathForms
    from emulator.localstack.gateway.routes import GuardRoutes

    ROUTER.add(PathForms())
    ROUTER.add(GuardRoutes())
