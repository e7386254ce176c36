"""Pictures in: frames, cameras, films, still images, and what changed between two frames."""
