"""Text handed to the programs that people hear and feel it through."""
