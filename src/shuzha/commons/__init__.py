"""What several offices share, once."""
