"""Room 2: execute a snippet in a process of its own and hand back what it left. Nobody else executes.

The parent's side: launch has process see a job through, in a worker that fresh or
warm has started. The child's side: worker executes the cells, interpreter makes the
process fit for it, figures draws; server is what warm forks workers from. What shuts
a worker in: sandbox around the servers, walls around each run, guards in words.
"""
