"""DynamoDB on moto inside LocalStack's process: no Java, no download, and no lost update.

LocalStack's own provider downloads DynamoDB Local and a Java runtime at first use, which a machine without a network
can't. moto has the whole API in Python but takes no lock and gets some answers wrong; this package adds the
lock and the right answers around it.
"""


def install() -> None:
    """Make sure that LocalStack's plugin loader chooses this provider; RuntimeError when it would take another one."""
    from localstack.services.plugins import SERVICE_PLUGINS

    chosen = SERVICE_PLUGINS.get_active_provider("dynamodb")
    found = SERVICE_PLUGINS.api_provider_specs.get("dynamodb", [])
    if chosen != "moto" or "moto" not in found:
        raise RuntimeError(
            f"LocalStack would load the DynamoDB provider {chosen!r} of {sorted(found)}, not ours; "
            "set PROVIDER_OVERRIDE_DYNAMODB=moto and install this project beside LocalStack"
        )
