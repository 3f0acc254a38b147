"""SNS: LocalStack sends e-mail to whoever is subscribed; AWS sends nothing before the subscription is confirmed."""


def install() -> None:
    """Wrap the dispatcher when LocalStack loads SNS."""
    from emulator.loading import before_loading
    from emulator.sns import mail

    before_loading("sns", mail.wrap)
