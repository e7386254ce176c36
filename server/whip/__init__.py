"""WHIP and WHEP: broadcasts come in to be captioned, and their interpretation can be played."""
