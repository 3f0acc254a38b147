"""LocalStack's own tests against our emulator: `make localstack-tests TESTS=<folder>`; see docs/localstack-tests.md.

The tests are LocalStack's and are in a folder that the user names. `expected/` has a list for each of their files that
is run: what came of each test, and why of those that fail.
"""
