"""SQL on what the ledger says of people: last contact, last sign of life, warmth; figures of the overview.

As in ``pool_sql``: built with ``odoo.tools.SQL``, callers flush.
"""

from odoo.tools import SQL

from . import cadence_sql, days_sql, policy_sql, pool_sql

FACT_COLUMNS = {"id": "int", "contact": "date", "inbound": "date", "is_warm": "bool"}


def contact_facts(member_ids, instant):
    """(id, day of the last contact, day of the last sign of life, whether warm) of people, ids as of ``among``.

    Warm: the policy asks for personal contacts, and the last one is as recent as it asks. What is
    planned or failed is no contact.
    """
    return SQL(
        """WITH %(person)s, %(folded)s,
        past AS (
            SELECT t.member_id, max(t.day) AS contact,
                   max(t.day) FILTER (WHERE t.direction = 'in') AS inbound,
                   max(t.day) FILTER (WHERE t.is_warm) AS warm
              FROM recruitment_pool_touch t
              JOIN person m ON m.id = t.member_id
             WHERE %(among)s AND t.day <= m.today AND (t.direction = 'in' OR t.state IN %(states)s)
             GROUP BY t.member_id
        )
        SELECT m.id, p.contact, p.inbound,
               COALESCE(p.warm + (fo.content ->> 'keep_warm')::int >= m.today AND NOT %(barred)s, FALSE)
          FROM stands m
          LEFT JOIN folded fo ON fo.policy = m.policy
          LEFT JOIN past p ON p.member_id = m.id""",
        person=pool_sql.people(member_ids, instant),
        folded=policy_sql.stored_policies(),
        among=pool_sql.among(SQL("t.member_id"), member_ids),
        states=pool_sql.COUNTING_STATES,
        barred=days_sql.barred(),
    )


def overview(category_ids, visible, memberships, instant):
    """(category or None for everybody, people, now, overdue, live, never contacted, warm) rows.

    One statement: only the figures leave PostgreSQL, not the state of each person.

    :param visible: sub-select of the ids of the people whom the user may see
    :param memberships: sub-select (member_id, category_id) of those of today
    """
    return SQL(
        """WITH person AS MATERIALIZED (
            SELECT v.id FROM %(visible)s v
        ), state AS MATERIALIZED (
            %(states)s
        ), fact (%(columns)s) AS MATERIALIZED (
            %(facts)s
        ), counted AS (
            SELECT DISTINCT c.id AS category_id, s.member_id
              FROM recruitment_pool_category c
              JOIN recruitment_pool_category b ON b.parent_path LIKE c.parent_path || '%%'
              JOIN %(memberships)s s ON s.category_id = b.id
              JOIN person p ON p.id = s.member_id
             WHERE c.id = ANY(%(categories)s)
             UNION ALL
            SELECT NULL, id FROM person
        )
        SELECT c.category_id, count(*),
               count(*) FILTER (WHERE s.state IN ('now', 'overdue')),
               count(*) FILTER (WHERE s.state = 'overdue'),
               count(*) FILTER (WHERE s.state = 'live'),
               count(*) FILTER (WHERE f.contact IS NULL),
               count(*) FILTER (WHERE f.is_warm)
          FROM counted c
          LEFT JOIN state s ON s.id = c.member_id
          LEFT JOIN fact f ON f.id = c.member_id
         GROUP BY c.category_id""",
        visible=visible,
        memberships=memberships,
        categories=list(category_ids),
        states=cadence_sql.contact_states(None, instant, "email"),
        columns=SQL(", ").join(map(SQL.identifier, FACT_COLUMNS)),
        facts=contact_facts(None, instant),
    )
