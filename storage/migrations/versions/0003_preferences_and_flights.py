"""Preferences of a chat, and messages that hold several rows of the outbox

Revision: 0003, after 0001.

What was in flight stays in flight: every row of the outbox that is being sent gets a flight of its own.
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0001'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
WAITING = sa.text("state IN ('pending', 'failed')")
SENDING = sa.text("state = 'sending'")
FLYING = sa.text('flight_id IS NOT NULL')


def upgrade() -> None:
    with op.batch_alter_table('subscribers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('preferences', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('quiet_start', sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column('quiet_end', sa.SmallInteger(), nullable=True))

    op.create_table('flights',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flights')),
    sa.UniqueConstraint('chat_id', name=op.f('uq_flights_chat_id')),
    sa.UniqueConstraint('id', 'chat_id', name=op.f('uq_flights_id_chat_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('flights', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_flights_lease_until'), ['lease_until'], unique=False)

    _drop_partial('uq_outbox_in_flight', 'ix_outbox_waiting')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('flight_id', ROW_ID, nullable=True))
        batch_op.add_column(sa.Column('folding', sa.String(), nullable=False, server_default='may'))
        batch_op.add_column(sa.Column('folded', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("INSERT INTO flights (chat_id, lease_until) SELECT chat_id, lease_until FROM outbox WHERE state = 'sending'")
    op.execute(
        "UPDATE outbox SET flight_id = (SELECT id FROM flights WHERE flights.chat_id = outbox.chat_id) "
        "WHERE state = 'sending'"
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_column('lease_until')
        batch_op.alter_column('folding', existing_type=sa.String(), existing_nullable=False, server_default=None)
        batch_op.alter_column('folded', existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
        batch_op.create_check_constraint(
            batch_op.f('ck_outbox_in_flight'), "(state = 'sending') = (flight_id IS NOT NULL)"
        )
        batch_op.create_foreign_key(
            batch_op.f('fk_outbox_flight_id_chat_id_flights'), 'flights', ['flight_id', 'chat_id'], ['id', 'chat_id']
        )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_waiting', ['chat_id', 'id', 'not_before'], unique=False, sqlite_where=WAITING, postgresql_where=WAITING)
        batch_op.create_index('ix_outbox_flight_id', ['flight_id', 'chat_id'], unique=False, sqlite_where=FLYING, postgresql_where=FLYING)


def downgrade() -> None:
    _drop_partial('ix_outbox_flight_id', 'ix_outbox_waiting')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f('fk_outbox_flight_id_chat_id_flights'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('ck_outbox_in_flight'), type_='check')
    # One row of a chat could be in flight: the others of a folded message wait again.
    op.execute(
        "UPDATE outbox SET state = 'pending', flight_id = NULL, uncertain = "
        f"{'1' if op.get_bind().dialect.name == 'sqlite' else 'TRUE'} WHERE state = 'sending' "
        "AND id NOT IN (SELECT MIN(id) FROM outbox WHERE state = 'sending' GROUP BY chat_id)"
    )
    op.execute(
        "UPDATE outbox SET lease_until = (SELECT lease_until FROM flights WHERE flights.id = outbox.flight_id) "
        "WHERE state = 'sending'"
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_column('folded')
        batch_op.drop_column('folding')
        batch_op.drop_column('flight_id')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_waiting', ['chat_id', 'id', 'not_before'], unique=False, sqlite_where=WAITING, postgresql_where=WAITING)
        batch_op.create_index('uq_outbox_in_flight', ['chat_id'], unique=True, sqlite_where=SENDING, postgresql_where=SENDING)
    op.drop_table('flights')
    with op.batch_alter_table('subscribers', schema=None) as batch_op:
        batch_op.drop_column('quiet_end')
        batch_op.drop_column('quiet_start')
        batch_op.drop_column('preferences')


def _drop_partial(*names: str) -> None:
    """Rebuilding a table would lose the conditions of these."""
    for name in names:
        op.drop_index(name, table_name='outbox')
