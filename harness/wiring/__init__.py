"""What is connected to what in an account: plain values, read from the account's own listings."""
