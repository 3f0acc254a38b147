"""One file per AWS resource type. A file here is found by `bootstrap.resource.types` and by the contract suite."""
