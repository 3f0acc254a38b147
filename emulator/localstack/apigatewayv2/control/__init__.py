"""The control plane's operations: one file a kind of resource, over `emulator.localstack.apigatewayv2.store`."""
