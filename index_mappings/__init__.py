"""The index's fields, once: OpenSearch mappings that every engine adapter reads."""
