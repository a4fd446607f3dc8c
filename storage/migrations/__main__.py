"""`python -m storage.migrations "add a column"`: writes the step between the newest one and storage/tables.py."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from sqlalchemy import create_engine

from storage import migrations
from storage.database import Database


def main(message: str) -> None:
    """Compare a fresh database at HEAD with the tables, and write what misses under the next number."""
    from alembic import command

    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "compare.db"
        database = Database(f"sqlite:///{file}")
        database.migrate()
        database.close()
        with create_engine(f"sqlite:///{file}").connect() as connection:
            number = f"{int(migrations.HEAD) + 1:04}"
            command.revision(migrations.configure(connection), message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
