"""How what is seen is said: English, Spanish, German and French of our own."""
