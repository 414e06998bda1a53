"""Room 2: execute a snippet in a process of its own and hand back what it left. Nobody else executes."""
