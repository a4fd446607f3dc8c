"""What topics an article is of

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('topic_hits',
    sa.Column('version_id', ROW_ID, autoincrement=False, nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('because', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['versions.id'], name=op.f('fk_topic_hits_version_id_versions')),
    sa.PrimaryKeyConstraint('version_id', 'topic', name=op.f('pk_topic_hits'))
    )
    with op.batch_alter_table('topic_hits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_topic_hits_topic'), ['topic'], unique=False)


def downgrade() -> None:
    op.drop_table('topic_hits')
