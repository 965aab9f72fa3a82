"""Who takes part: organisations, persons whose data lies under their own keys, and the accounts they act through."""
