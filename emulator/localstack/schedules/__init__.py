"""EventBridge Scheduler: moto keeps the schedules, and here their targets are invoked by the account's clock."""
