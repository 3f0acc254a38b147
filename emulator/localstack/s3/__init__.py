"""S3's bucket names per account, and its event notifications as AWS sends them.

LocalStack takes a bucket's name for all accounts, as AWS does; runs that are kept apart by their accounts need the same
names (`namespaces`). It gives every event the same constant sequencer, so that a consumer can't tell which of two
events of a key came later; it encodes a space in a key as %20 and writes the local time as if it were UTC (`events`).
It refuses the download links that it signs itself (`presigned`), and invokes functions that don't let S3 invoke them
(`invocations`).
"""
