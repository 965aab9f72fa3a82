"""DOOR 1: the process that holds the data keys. Everything that touches a row happens behind its local socket."""
