"""Derived identifiers and content hashes: equal input gives equal text, on every machine and in every release."""

import hashlib
import json
from collections.abc import Mapping


def derive_id(*parts: str, length: int = 24) -> str:
    """Hexadecimal id of ``parts``; a separator that cannot occur in a part keeps ("ab","c") and ("a","bc") apart."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]


def content_hash(content: Mapping[str, object]) -> str:
    """Hash of JSON-like ``content``, independent of key order; Decimals and dates count by their text."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
