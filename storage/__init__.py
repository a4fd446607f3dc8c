"""Everything SQL: the one room that knows SQLModel, SQLAlchemy and Alembic.

`database.Database` owns connections and transactions. `articles`, `rankings`, `search`, `sources`, `subscribers`,
`outbox` and `heartbeats` are functions whose first argument is the session that `Database.read()` or
`Database.write()` handed out; they return the frozen values of `storage.values` and `parwatch_core`, and never commit.
SQLite and PostgreSQL run the same code; `docs/columns.md` explains every column.
"""
