"""LocalStack's Twisted server, bound to the hosts of `GATEWAY_LISTEN`.

LocalStack takes only the port from `GATEWAY_LISTEN` and listens on every IPv4 interface (`runtime/server/twisted.py`,
4.9.2 and 4.14.0). An emulator that runs code on request must not be reachable from the network.
"""

from localstack import config
from localstack.aws.serving.twisted import TLSMultiplexerFactory
from localstack.runtime.server.twisted import TwistedRuntimeServer
from rolo.gateway import Gateway
from rolo.serving.twisted import TwistedGateway
from twisted.internet import endpoints, reactor, ssl
from twisted.internet.interfaces import IProtocolFactory

from emulator.localstack.server.single_write import SingleWriteResource


class BoundTwistedServer(TwistedRuntimeServer):
    """The same server on exactly the given hosts; a host that can't be bound ends the start."""

    def register(
        self, gateway: Gateway, listen: list[config.HostAndPort], ssl_creds: tuple[str, str] | None = None
    ) -> None:
        """Serve `gateway` on every host and port of `listen`, with TLS beside plain HTTP if there is a certificate."""
        factory = _protocols(gateway, ssl_creds)
        for address in listen:
            kind = (
                endpoints.TCP6ServerEndpoint if config.is_ipv6_address(address.host) else endpoints.TCP4ServerEndpoint
            )
            kind(reactor, address.port, interface=address.host).listen(factory).addErrback(_end)


class _Site(TwistedGateway):
    """LocalStack's site without Twisted's access log, which nobody keeps; LocalStack's own log has every request."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(gateway)
        # Twisted closes a connection that was idle for 60 s. Who sends at that very moment gets no answer: a poller
        # that hands a message to its function every minute would lose one now and then, for its visibility timeout.
        self.timeOut = None
        for_websockets = self.resource.original
        plain = for_websockets.original
        for_websockets.original = SingleWriteResource(plain._reactor, plain._threadpool, plain._application)

    def log(self, request: object) -> None:
        """Write no line."""


def _protocols(gateway: Gateway, ssl_creds: tuple[str, str] | None) -> IProtocolFactory:
    site = _Site(gateway)
    if ssl_creds is None:
        return site
    certificate, key = ssl_creds
    context = ssl.DefaultOpenSSLContextFactory(key, certificate)
    context.getContext().use_certificate_chain_file(certificate)
    return TLSMultiplexerFactory(context, False, site)


def _end(failure: object) -> None:
    """Say why nothing can be served, and end: a server that serves nobody only makes its callers wait."""
    print(f"the emulator can't listen: {failure}", flush=True)  # noqa: T201 - LocalStack's log is its output
    reactor.callWhenRunning(reactor.stop)  # type: ignore[attr-defined]
