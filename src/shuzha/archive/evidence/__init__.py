"""The joint between the archive and the log: leaves, their places, checkpoints, receipts and the audit."""
