"""The application: HTTP and WebSocket routes, what stands before them, and its life."""
