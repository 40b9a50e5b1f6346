"""A real OpenSearch node on this machine, made of what package registries hold: for tests and `make run`."""
