"""What goes over the wire: a module for each protocol, and schemas nowhere else."""
