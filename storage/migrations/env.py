"""Run by Alembic: migrates the connection that `storage.migrations.configure` was given."""

from __future__ import annotations

from alembic import context

from storage.migrations.comparison import options

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,
    **options(),
)
with context.begin_transaction():
    context.run_migrations()
