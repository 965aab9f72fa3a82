"""Figures measured here and now, always as ratios against a bare baseline in the same run."""
