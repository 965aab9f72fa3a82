"""The offices: each runs the procedures of one instrument. None imports another; what crosses is a record in the archive."""
