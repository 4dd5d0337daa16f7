"""The statements of the gate: each once per batch, whatever its size."""

from odoo.tools import SQL

from .pool_sql import COUNTING_STATES, live_process, people

# First key of pg_advisory_xact_lock(class, bucket): any constant of our own.
LOCK_CLASS = 0x706F6F6C  # "pool"
# Advisory locks live in shared memory, which about 12,000 of them exhaust.
LOCK_BUCKETS = 1024


def find_members(kinds, values, company_id):
    """(kind, value, member_id) of the addresses known to this company or shared."""
    return SQL(
        """SELECT k.kind, k.value, k.member_id
             FROM unnest(%s::text[], %s::text[]) AS q(kind, value)
             JOIN recruitment_pool_member_key k ON k.kind = q.kind AND k.value = q.value
            WHERE k.company_id IS NULL OR k.company_id = %s""",
        kinds,
        values,
        company_id,
    )


def lock_members(member_ids):
    """Take the advisory locks of these members, in one order for everybody."""
    buckets = sorted({member_id % LOCK_BUCKETS for member_id in member_ids})
    return SQL(
        "SELECT pg_advisory_xact_lock(%s, b) FROM unnest(%s) WITH ORDINALITY AS u(b, o)",
        LOCK_CLASS,
        buckets,
    )


def is_unwritten():
    """Whether the transaction has written nothing yet: it has a number only from then on."""
    return SQL("SELECT pg_current_xact_id_if_assigned() IS NULL")


def read_people(member_ids, instant):
    """Standing, policy and civil day of each person, as dict-able columns.

    ``content`` stands in the first row of each policy only: hundreds of people share one.
    """
    return SQL(
        """WITH %(person)s, %(live)s
        SELECT m.id, m.company_id, m.today, m.is_erased, m.is_restricted, m.is_opted_out,
               m.paused_until, l.member_id IS NOT NULL AS is_live,
               s.hash, m.is_first, CASE WHEN m.is_first THEN s.content END AS content,
               ARRAY(SELECT ch.code FROM pool_member_opt_out_channel_rel o
                       JOIN recruitment_contact_channel ch ON ch.id = o.channel_id
                      WHERE o.member_id = m.id) AS channels,
               ARRAY(SELECT t.code FROM pool_member_opt_out_message_type_rel o
                       JOIN recruitment_message_type t ON t.id = o.message_type_id
                      WHERE o.member_id = m.id) AS types
          FROM (SELECT *, row_number() OVER (PARTITION BY policy_snapshot_id) = 1 AS is_first FROM person) m
          LEFT JOIN recruitment_policy_snapshot s ON s.id = m.policy_snapshot_id
          LEFT JOIN live l ON l.member_id = m.id""",
        person=people(member_ids, instant),
        live=live_process(member_ids, instant),
    )


def read_history(member_ids, since, origin):
    """Counting touches of these people from ``since`` on, and those of ``origin``."""
    return SQL(
        """SELECT t.id, t.member_id, t.day, ch.code AS channel, t.is_counted, t.is_warm,
                  t.origin_model, t.origin_id, t.res_model, t.res_id
             FROM recruitment_pool_touch t
             JOIN recruitment_contact_channel ch ON ch.id = t.channel_id
            WHERE t.member_id = ANY(%s) AND t.direction = 'out' AND t.state IN %s
              AND ((t.is_counted AND t.day >= %s)
                   OR (t.origin_model = %s AND t.origin_id = %s))
            ORDER BY t.day, t.id""",
        list(member_ids),
        COUNTING_STATES,
        since,
        origin[0],
        origin[1],
    )


def insert_touches(rows, instant, uid):
    """Insert outgoing touches, (id) rows in their order.

    Here, since the ORM would insert each line and then write its company.

    :param rows: dicts with the same columns in the same order
    """
    logged = (uid, uid, instant, instant)
    return SQL(
        """INSERT INTO recruitment_pool_touch
               (%s, direction, create_uid, write_uid, create_date, write_date)
        VALUES %s RETURNING id""",
        SQL(", ").join(map(SQL.identifier, rows[0])),
        SQL(", ").join(SQL("%s", (*row.values(), "out", *logged)) for row in rows),
    )
