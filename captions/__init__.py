"""Cues: how words become lines on a screen and files on a disk."""
