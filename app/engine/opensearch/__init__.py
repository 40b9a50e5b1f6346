"""The engine on an OpenSearch cluster: the contract of `app.engine.base` for larger and busier installations."""

from __future__ import annotations

from app.engine.opensearch.adapter import OpenSearchEngine, open_engine
from app.engine.opensearch.client import Address

__all__ = ["Address", "OpenSearchEngine", "open_engine"]
