"""OpenAI's interface to speech: programs that were written for it work with this server."""
