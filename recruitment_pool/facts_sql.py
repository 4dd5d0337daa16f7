"""SQL on what the ledger says of people: last contact, last sign of life, warmth; figures of the overview.

As in ``pool_sql``: built with ``odoo.tools.SQL``, callers flush.
"""

from odoo.tools import SQL

from . import pool_sql


def contact_facts(member_ids, instant):
    """(id, day of the last contact, day of the last sign of life, whether warm) of these people, all when None.

    Warm: the policy asks for personal contacts, and the last one is as recent as it asks. What is
    planned or failed is no contact.
    """
    return SQL(
        """WITH %(scope)s, %(person)s, %(folded)s,
        past AS (
            SELECT t.member_id, max(t.day) AS contact,
                   max(t.day) FILTER (WHERE t.direction = 'in') AS inbound,
                   max(t.day) FILTER (WHERE t.is_warm) AS warm
              FROM recruitment_pool_touch t
              JOIN person m ON m.id = t.member_id
             WHERE t.day <= m.today AND (t.direction = 'in' OR t.state IN %(states)s)
             GROUP BY t.member_id
        )
        SELECT m.id, p.contact, p.inbound,
               COALESCE(p.warm + (fo.content ->> 'keep_warm')::int >= m.today AND NOT %(barred)s, FALSE)
          FROM person m
          LEFT JOIN folded fo ON fo.member_id = m.id
          LEFT JOIN past p ON p.member_id = m.id""",
        scope=pool_sql.scope(member_ids),
        person=pool_sql.person_day(instant),
        folded=pool_sql.stored_policies(),
        states=pool_sql.COUNTING_STATES,
        barred=pool_sql.barred(),
    )


def contact_facts_table(rows):
    """The rows of ``contact_facts`` as a table (id, contact, inbound, is_warm) to be joined."""
    ids, contacts, inbounds, warm = zip(*rows, strict=True) if rows else ((), (), (), ())
    return SQL(
        "(SELECT * FROM unnest(%s::int[], %s::date[], %s::date[], %s::bool[]) AS u(id, contact, inbound, is_warm))",
        list(ids),
        list(contacts),
        list(inbounds),
        list(warm),
    )
