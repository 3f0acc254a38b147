"""REST APIs as LocalStack has them, with binary media types as AWS reads them.

`*/*` in an API's `binaryMediaTypes` means every media type ("Working with binary media types for REST APIs"); a Lambda
proxy that returns a picture is set up so. LocalStack's gateway passes it over and hands the client Base64 text.
"""
