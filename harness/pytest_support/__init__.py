"""What stands behind the pytest plugin, one idea a file; `harness.pytest_plugin` has what pytest sees."""
