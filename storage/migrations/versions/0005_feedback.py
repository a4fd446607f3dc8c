"""What people say of their alerts

Revision: 0005, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0003'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('feedback',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('notice_id', ROW_ID, nullable=False),
    sa.Column('complaint', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_feedback_notice_id_notices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('notice_id', 'chat_id', name=op.f('uq_feedback_notice_id_chat_id'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feedback_chat_id'), ['chat_id'], unique=False)


def downgrade() -> None:
    op.drop_table('feedback')
