"""The catalogue of models and the cache that holds them."""
