"""What a call of AWS raises, for ``except``: named where something has failed, not imported before."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError, ClientError


def aws_faults() -> "tuple[type[ClientError], type[BotoCoreError]]":
    """``except aws_faults()`` asks only once something was raised: botocore stays out of cold starts without it."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - imported at the first failure

    return ClientError, BotoCoreError
