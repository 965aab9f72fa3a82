"""One folder per instrument: its articles, its dated parameters, and the procedures that make it run. No Django."""
