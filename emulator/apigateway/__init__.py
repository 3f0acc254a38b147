"""REST APIs as LocalStack has them, with binary media types as AWS reads them."""
