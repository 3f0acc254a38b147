"""SNS: LocalStack sends e-mail to whoever is subscribed; AWS sends nothing before the subscription is confirmed."""
