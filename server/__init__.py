"""HTTP, WebSocket and WebRTC: rooms, the APIs people already use, and the web page."""
