"""Event-sourced cases: append-only streams, projections in the same transaction, and the outbox towards the log."""
