"""Lessons to take home: the program, a notebook of the page with what was recorded, and each course in one file."""
