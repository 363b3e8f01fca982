"""Closing a month: what was approved and posted against what the books hold now, and the report that is signed."""
