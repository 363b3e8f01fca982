"""Files that people attached to an invoice at its source: their names and where they are, never their content."""

from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import Field

from fieldledger.domain.base import CanonicalModel

MOST_ATTACHMENTS: Final = 50
"""More are left out, so that an invoice fits an item of DynamoDB."""
_LONGEST_NAME: Final = 200
_LONGEST_URL: Final = 2000


class Attachment(CanonicalModel):
    """``url`` is missing where the source's is not https or longer than 2,000 characters."""

    name: Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME)]
    url: Annotated[str | None, Field(max_length=_LONGEST_URL)] = None


def attachment(name: str | None, url: str | None) -> Attachment:
    """What may be shown of a file: a name on one line, and a link that a browser opens without running anything."""
    plain = " ".join("".join(each if each.isprintable() else " " for each in name or "").split())
    return Attachment(name=plain[:_LONGEST_NAME] or "without a name", url=_safe(url))


def without_signature(url: str) -> str:
    """The link without its query: storage signs links anew, which makes no other file of it."""
    return url.partition("?")[0]


def _safe(url: str | None) -> str | None:
    if url is None or len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme == "https" and parts.hostname and parts.username is None else None
