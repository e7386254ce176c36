"""The engines themselves; each module imports its heavy library only when it is asked for."""
