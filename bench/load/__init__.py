"""How much a server carries: swarms of clients on the same machine."""
