"""Above the four rooms: every rule that a machine can hold, on all that people wrote. Runs nothing, needs no torch."""
