"""The background task of the whole application."""

import asyncio

from simulators.procore.app import create_app


async def test_webhooks_are_sent_while_the_application_is_served():
    app = create_app()
    before = asyncio.all_tasks()
    async with app.router.lifespan_context(app):
        assert len(asyncio.all_tasks() - before) == 1
    assert asyncio.all_tasks() == before
