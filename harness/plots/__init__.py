"""Pictures of saved runs. They read the store only."""
