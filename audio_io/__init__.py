"""Sound in and out: chunks, sources, sinks, resampling, voice activity."""
