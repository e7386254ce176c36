"""Measures Dragoman on real speech: the demo, and the tables of `make talks` and `make bench`."""
