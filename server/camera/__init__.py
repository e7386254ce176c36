"""Cameras of people's telephones: pictures in by WebRTC, and what they show back in words."""
