"""The catalogue of named log events: what support searches for."""

from enum import StrEnum


class LogEvent(StrEnum):
    """Stable names; the runbook explains those that ask for action."""

    # vendors
    VENDOR_CALLED = "vendor_called"
    VENDOR_SILENT = "vendor_silent"
    TOKEN_REFRESHED = "token_refreshed"
    TOKEN_STORE_FAILED = "token_store_failed"
    CIRCUIT_CHANGED = "circuit_changed"
    CONNECTION_BEGUN = "connection_begun"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    RECONNECT_REQUIRED = "reconnect_required"
    # sync
    SYNC_FINISHED = "sync_finished"
    SYNC_STOPPED = "sync_stopped"
    SYNC_SKIPPED = "sync_skipped"
    RECORD_SAVED = "record_saved"
    RECORD_MALFORMED = "record_malformed"
    # approvals and postings
    TIME_CARD_APPROVED = "time_card_approved"
    TIME_CARD_ADJUSTED = "time_card_adjusted"
    POSTING_REQUESTED = "posting_requested"
    WRITER_WOKEN = "writer_woken"
    WAKE_FAILED = "wake_failed"
    WRITER_FINISHED = "writer_finished"
    BATCH_SEALED = "batch_sealed"
    BATCH_ANSWERED = "batch_answered"
    BATCH_UNKNOWN = "batch_outcome_unknown"
    BATCH_SETTLED = "batch_settled"
    POSTING_POSTED = "posting_posted"
    POSTING_PARKED = "posting_parked"
    POSTING_RELEASED = "posting_released"
    POSTING_CANCELLED = "posting_cancelled"
    MAPPING_DECIDED = "mapping_decided"
    LINK_DECIDED = "link_decided"
    EXCEPTION_RAISED = "exception_raised"
    EXCEPTION_RESOLVED = "exception_resolved"
    # webhooks
    WEBHOOK_REFUSED = "webhook_refused"
    WEBHOOK_QUEUED = "webhook_queued"
    WEBHOOK_UNREADABLE = "webhook_unreadable"
    EVENT_HANDLED = "event_handled"
    EVENT_NOT_HANDLED = "event_not_handled"
    EVENTS_SETTLED = "events_settled"
    EVENTS_REQUEUED = "events_requeued"
    HOOK_CHECKED = "hook_checked"
    HOOK_REPAIRED = "hook_repaired"
    HOOK_NOT_CHECKED = "hook_not_checked"
    DELIVERIES_LOST = "deliveries_lost"
    # the API
    REQUEST_REFUSED = "request_refused"
    ANSWER_REPLAYED = "answer_replayed"
    ANSWER_NOT_STORED = "answer_not_stored"
    # queues
    RECORD_POSTPONED = "record_postponed"
    RECORD_HELD_BACK = "record_held_back"
    POSTPONING_FAILED = "postponing_failed"
    # boundary
    SECRET_STALE = "secret_stale"
    UNEXPECTED_ERROR = "unexpected_error"
