"""Texts to everybody and to operators, what operators know to be broken, invitations, feedback that is done with

Revision: 0006, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0004'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
NEW = sa.text("kind = 'new'")
ABOUT = '(article_id IS NULL) = (text IS NOT NULL) AND (version_id IS NULL) = (text IS NOT NULL)'


def upgrade() -> None:
    # Rebuilding the table would lose the condition.
    op.drop_index('uq_notices_new', table_name='notices')
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.add_column(sa.Column('text', sa.Text(), nullable=True))
        batch_op.alter_column('article_id', existing_type=ROW_ID, nullable=True)
        batch_op.alter_column('version_id', existing_type=ROW_ID, nullable=True)
        batch_op.create_check_constraint(batch_op.f('ck_notices_about'), ABOUT)
    op.create_index('uq_notices_new', 'notices', ['article_id'], unique=True, sqlite_where=NEW, postgresql_where=NEW)

    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.add_column(sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True))

    op.create_table('alarms',
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('source', name=op.f('pk_alarms'))
    )
    op.create_table('invitations',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('uses', sa.Integer(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_invitations'))
    )
    op.create_table('admissions',
    sa.Column('chat_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('admitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['code'], ['invitations.code'], name=op.f('fk_admissions_code_invitations')),
    sa.PrimaryKeyConstraint('chat_id', name=op.f('pk_admissions'))
    )
    with op.batch_alter_table('admissions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_admissions_code'), ['code'], unique=False)


def downgrade() -> None:
    op.drop_table('admissions')
    op.drop_table('invitations')
    op.drop_table('alarms')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_column('handled_at')
    # An older parwatch knows notices about articles only; what waited of others is lost with them.
    spoken = 'SELECT id FROM notices WHERE text IS NOT NULL'
    op.execute(f'DELETE FROM outbox WHERE notice_id IN ({spoken})')
    op.execute('DELETE FROM notices WHERE text IS NOT NULL')
    op.drop_index('uq_notices_new', table_name='notices')
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_notices_about'), type_='check')
        batch_op.alter_column('article_id', existing_type=ROW_ID, nullable=False)
        batch_op.alter_column('version_id', existing_type=ROW_ID, nullable=False)
        batch_op.drop_column('text')
    op.create_index('uq_notices_new', 'notices', ['article_id'], unique=True, sqlite_where=NEW, postgresql_where=NEW)
