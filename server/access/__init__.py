"""Who may come in: tokens, secrets, origins and rates. Nothing here reads a clock or a socket."""
