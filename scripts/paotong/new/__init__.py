"""Adds a lesson in both languages: its files from the templates, its place in the lists. All of it, or nothing."""
