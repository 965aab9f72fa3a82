"""What keeps the house running: its home directory, its PostgreSQL, its keys' places, its processes."""
