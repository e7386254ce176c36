"""Wyoming: the protocol by which Home Assistant asks for speech recognition and speech."""
