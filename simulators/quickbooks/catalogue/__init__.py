"""The entities, group by group, and what their lines hold (section 7)."""
