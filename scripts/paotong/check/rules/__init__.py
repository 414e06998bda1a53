"""The rules, one subject a file: each looks at the sources, and tells what is not as it should be."""
