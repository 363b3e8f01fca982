"""What a request may add to a write, in its address or in a batch item's `optionsData` (section 1.3)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """`allowduplicatedocnum`, `allowautodocnum` and `void`; `send_to` is the address of a send."""

    allow_duplicate_number: bool = False
    auto_number: bool = False
    void: bool = False
    send_to: str | None = None


PLAIN_WRITE = WriteOptions()


def options_from(include: str, send_to: str | None = None) -> WriteOptions:
    """Read the comma-separated words of `include`; unknown ones are ignored."""
    words = {word.strip().lower() for word in include.split(",")}
    return WriteOptions(
        allow_duplicate_number="allowduplicatedocnum" in words,
        auto_number="allowautodocnum" in words,
        void="void" in words,
        send_to=send_to,
    )
