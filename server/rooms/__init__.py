"""Rooms: who is there, what was said, and who reads and hears what."""
