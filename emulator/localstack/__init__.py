"""The only room that knows LocalStack: adapters that connect what we know of AWS to LocalStack, moto, rolo and Twisted.

LocalStack finds them by the entry points in pyproject.toml, see `plugins`.
"""
