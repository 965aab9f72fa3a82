"""The differencing memory: what was released stays known, so the next answer is judged together with all before it."""
