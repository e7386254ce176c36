"""What a camera sees, told in time: tracks, decisions, wording, and the voice that says it."""
