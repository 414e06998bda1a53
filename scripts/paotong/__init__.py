"""The generator behind Paotong, in four rooms with one direction of data.

cells reads a snippet, run executes it, record keeps what it left, and render
turns a reference in a page into code, output and figure.
"""
