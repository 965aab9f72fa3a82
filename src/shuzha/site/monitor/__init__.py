"""The monitor: follows a log from outside, over HTTP, with a memory of its own, and says what does not hold.

It trusts nothing it is told but signatures under keys it was given, and recomputes every root from what it has seen.
"""
