"""What full-size Whisper costs on a GPU."""
