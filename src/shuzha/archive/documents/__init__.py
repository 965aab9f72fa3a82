"""Materials handed in: stored once by digest, with type and size limits."""
