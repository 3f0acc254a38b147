"""The Resource Groups Tagging API: searches by tag over every service."""
