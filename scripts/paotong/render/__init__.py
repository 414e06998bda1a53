"""Room 4: turn a reference in a page into code, output and figure. Runs nothing, imports no package of a lesson's."""
