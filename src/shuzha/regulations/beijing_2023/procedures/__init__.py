"""The procedures of the Beijing measures, each whole in a file of its own."""
