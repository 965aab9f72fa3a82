"""The procedures of the model city's own rules, each whole in a file of its own."""
