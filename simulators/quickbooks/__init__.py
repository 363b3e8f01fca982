"""A simulator of the QuickBooks Online accounting API: OAuth, entities, query, batch, limits, webhooks."""
