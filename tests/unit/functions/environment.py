"""The environment of deployed functions, as the template gives it."""

from typing import Final

ENVIRONMENT: Final = {
    "STAGE": "local",
    "SIGN_IN_AUTHORIZE_URL": "https://issuer.example/authorize",
    "SIGN_IN_TOKEN_URL": "https://issuer.example/oauth2/token",
    "SIGN_IN_CLIENT_ID": "fieldledger-ops",
    "RECORDS_TABLE": "fieldledger-local-records",
    "POSTINGS_TABLE": "fieldledger-local-postings",
    "CONTROL_TABLE": "fieldledger-local-control",
    "AUDIT_TABLE": "fieldledger-local-audit",
    "CURSOR_SECRET_ID": "cursor",
    "RAKEN_SECRET_ID": "raken",
    "QUICKBOOKS_SECRET_ID": "quickbooks",
    "FOUNDATION_SECRET_ID": "foundation",
    "FOUNDATION_TOKEN_URL": "https://foundation.example/token",
    "FOUNDATION_POSTINGS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/foundation.fifo",
    "EXPORT_BUCKET": "fieldledger-local-exports",
    "PROCORE_SECRET_ID": "procore",
    "WEBHOOK_KEYS_SECRET_ID": "webhook-keys",
    "CONNECTIONS_KEY_ID": "alias/connections",
    "QUICKBOOKS_POSTINGS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/postings.fifo",
    "SYNC_SLICES_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/slices",
    "QUICKBOOKS_EVENTS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/events",
    "VENDOR_EVENTS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/vendor-events",
    "OAUTH_REDIRECT_URL": "https://app.example.com/connections/callback",
    "PUBLIC_API_URL": "https://api.example.com",
    "PROCORE_HOOK_NAMESPACE": "fieldledger-local",
}
