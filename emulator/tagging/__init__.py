"""Resources by their tags, as the Resource Groups Tagging API finds them. Plain code, without LocalStack."""
