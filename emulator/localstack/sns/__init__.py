"""SNS: LocalStack sends e-mail to whoever is subscribed; AWS sends nothing before the subscription is confirmed."""


def install() -> None:
    """Wrap the dispatcher when LocalStack loads SNS."""
    from emulator.localstack.loading import before_loading
    from emulator.localstack.sns import mail

    before_loading("sns", mail.wrap)
