"""One file per AWS resource type. A file here is found by the registry and by the contract suite."""
