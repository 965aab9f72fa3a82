"""What was granted to whom for which purpose, what halts it, and the interfaces that stand on it."""
