"""Room 1: read a snippet. Which cells it has, what it imports, and how it reads in one language."""
