"""The procedures of the Hainan rules, each whole in a file of its own."""
