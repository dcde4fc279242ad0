"""The sandbox's own API, under `/_mock`: everything that a person or a test may ask of the server itself."""
