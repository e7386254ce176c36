"""Scripts that stream a talk through a peer, each run by the peer's own interpreter."""
