"""The context that Lambda hands to a handler."""

from aws_lambda_powertools.utilities.typing import LambdaContext


class FakeLambdaContext(LambdaContext):
    """A context of an invocation with ``remaining_millis`` left; tests may change what is left."""

    def __init__(self, request_id: str = "8f5b2c1e-invocation", remaining_millis: int = 29_000) -> None:
        self._function_name = "fieldledger-test-function"
        self._function_version = "$LATEST"
        self._invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:fieldledger-test-function"
        self._memory_limit_in_mb = 512
        self._aws_request_id = request_id
        self._log_group_name = "/aws/lambda/fieldledger-test-function"
        self._log_stream_name = "stream"
        self.remaining_millis = remaining_millis

    def get_remaining_time_in_millis(self) -> int:  # type: ignore[override]  # declared static there
        """Milliseconds left."""
        return self.remaining_millis
