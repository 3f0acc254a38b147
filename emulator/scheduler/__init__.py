"""EventBridge Scheduler: when a schedule's time has come, and what its target gets. Pure."""
