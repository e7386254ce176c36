"""Between WebRTC's packets and our own values: sound in and out, pictures in, messages."""
