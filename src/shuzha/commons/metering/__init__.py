"""Counting what was delivered, one row before each answer leaves, and making statements of account from the count."""
