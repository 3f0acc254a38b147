"""SQS as AWS has it where LocalStack differs.

What a message may be is checked (`messages`), and what a dead-letter queue is (`dead_letters`). A redriven message is a
new one (`redrive`). Messages are kept for the queue's retention period, on the account's clock (`retention`).
"""
