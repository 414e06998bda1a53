"""The site without a server and without a line: one archive, to be read from a disk or a USB stick."""
