"""Where a request comes from that never left the process."""

from localstack import config

HERE = "127.0.0.1"


class Within:
    """Where a request comes from that never left the process."""

    peer = (HERE, 0)
    secure = False

    @property
    def port(self) -> int:
        """The gateway's."""
        return int(config.GATEWAY_LISTEN[0].port)


WITHIN = Within()
