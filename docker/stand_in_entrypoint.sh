#!/bin/bash
# Starts LocalStack as the official image's entry point of the same name does.
set -e
mkdir -p /var/lib/localstack/logs
source /opt/code/localstack/.venv/bin/activate
python3 -m localstack.runtime.init BOOT
exec localstack-supervisor
