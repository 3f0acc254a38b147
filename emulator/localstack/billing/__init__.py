"""What accounts owe: AWS/Billing's EstimatedCharges and Cost Explorer, from what was used and the price table.

`collecting` brings together what was used on which day of the account's clock, `tags` says whose it is, `publishing`
writes the metric, `provider` answers Cost Explorer's requests.
"""
