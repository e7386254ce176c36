"""A call between two real browsers, by the page itself, and how late everything came."""
