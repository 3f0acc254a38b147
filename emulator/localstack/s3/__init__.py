"""S3 as AWS has it where LocalStack differs.

LocalStack takes a bucket's name for all accounts, as AWS does; runs that are kept apart by their accounts need the same
names, and other accounts are kept out of a bucket (`namespaces`). It gives every event the same constant sequencer, so
that a consumer can't tell which of two events of a key came later; it encodes a space in a key as %20 and writes the
local time as if it were UTC (`events`). It refuses the download links that it signs itself, takes a signed content type
from the URL (`presigned`), and a browser's form whatever its policy says (`posting`). It invokes functions that don't
let S3 invoke them (`invocations`). Pages (`listing`), ranges and disabled keys (`reading`) and conditional deletes
(`deleting`) are AWS's.
"""
