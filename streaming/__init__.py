"""The pipeline: from chunks of sound to events."""
