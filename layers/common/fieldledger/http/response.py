"""A response, and what the gateway needs of it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from fieldledger.runtime.gateway import HttpAnswer


@dataclass(frozen=True, slots=True)
class Response:
    """``content`` as bytes travels in base64 unless its media type is text."""

    content: str | bytes
    status: int
    headers: Mapping[str, str]

    def to_gateway(self) -> HttpAnswer:
        """Payload format 2.0; names of headers in lower case."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        content = self.content.encode() if isinstance(self.content, str) else self.content
        is_text = isinstance(self.content, str) or headers["content-type"].startswith("text/")
        return {
            "statusCode": int(self.status),
            "headers": {**headers, "content-length": str(len(content))},
            "body": content.decode() if is_text else base64.b64encode(content).decode(),
            "isBase64Encoded": not is_text,
        }
