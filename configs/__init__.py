"""Profiles, their dataclasses, loading, and the errors everything else builds on."""
