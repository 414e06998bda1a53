"""Comfort while somebody writes: what is saved shows at once. The built site depends on nothing in here."""
