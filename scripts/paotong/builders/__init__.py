"""The programs that make pages into a site: a file for each, and one interface for all, `Builder`."""
