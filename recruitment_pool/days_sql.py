"""SQL of the days: from when a person may be contacted again, and by when a warm contact is due.

CTEs over many people, which stand behind those of ``policy_sql``. They say the same as ``cadence/``
says person by person; the test ``test_engine_agrees`` holds them together on random ledgers.
"""

from odoo.tools import SQL

from . import pool_sql


def next_days(member_ids, instant, channel):
    """CTEs ending in ``free``, ``stands`` with a ``next_day``: the first day on which all rules hold.

    Needs ``stands`` and ``folded``. While all touches lie behind, a rule of
    n in d days holds again d days after the n-th latest touch, and the last of these
    days is the answer. Who has touches ahead (few) is looked at window by window: a
    run of n touches whose first and last day lie less than d days apart blocks
    the days [last - d + 1, first + d - 1]; the answer is the first day from today
    (or the end of a pause) that no such interval covers.
    """
    return SQL(
        """start AS NOT MATERIALIZED (
            SELECT s.*, GREATEST(s.today, s.paused_until) AS day FROM stands s
        ), rule AS MATERIALIZED (
            SELECT f.policy, r.ordinality AS number, r.value ->> 'channel' AS channel,
                   (r.value ->> 'limit')::int AS n, (r.value ->> 'days')::int AS d
              FROM folded f
             CROSS JOIN LATERAL jsonb_array_elements(f.content -> 'rules')
                   WITH ORDINALITY AS r(value, ordinality)
             WHERE COALESCE(r.value ->> 'channel', %(channel)s) = %(channel)s
        ), ledger AS (
            -- Newest last, as the index yields them: ORDER BY within array_agg would sort each person's again.
            SELECT t.member_id, array_agg(t.day) AS days,
                   array_agg(t.day) FILTER (WHERE t.channel_id = (
                       SELECT id FROM recruitment_contact_channel WHERE code = %(channel)s)
                   ) AS channel_days
              FROM (SELECT t.member_id, t.day, t.channel_id
                      FROM recruitment_pool_touch t
                     WHERE %(counting)s AND %(among)s
                       -- Nowhere is it earlier than the day before UTC's.
                       AND t.day > %(instant)s::date - 1 - (SELECT max(d) FROM rule)
                     ORDER BY t.member_id, t.day) t
             GROUP BY t.member_id
        ), held AS MATERIALIZED (
            -- Of those ahead the day comes from between_touches.
            SELECT h.member_id, min(h.policy) AS policy, min(h.day) AS day, bool_or(h.is_ahead) AS is_ahead,
                   max(h.free_on) AS next_day
              FROM (SELECT p.member_id, p.policy, p.day,
                           p.days[cardinality(p.days)] > p.day AS is_ahead,
                           r.d + CASE WHEN r.channel IS NULL
                           THEN p.days[cardinality(p.days) - r.n + 1]
                           ELSE p.channel_days[cardinality(p.channel_days) - r.n + 1]
                           END AS free_on
                      FROM (SELECT l.*, s.policy, s.day
                              FROM start s JOIN ledger l ON l.member_id = s.id
                            OFFSET 0) p  -- each person is looked up once, not once a rule
                      JOIN rule r ON r.policy = p.policy) h
             WHERE h.free_on > h.day OR h.is_ahead
             GROUP BY h.member_id  -- the others are the person's: grouped by too, they would be taken for many rows
        ), %(windows)s, free AS (
            SELECT s.*, COALESCE(h.next_day, s.day) AS next_day
              FROM start s
              LEFT JOIN (SELECT member_id, next_day FROM held WHERE NOT is_ahead
                          UNION ALL
                         SELECT member_id, next_day FROM between_touches) h ON h.member_id = s.id
        )""",
        channel=channel,
        instant=instant,
        among=pool_sql.among(SQL("t.member_id"), member_ids),
        counting=pool_sql.COUNTING,
        windows=_between_touches(member_ids, channel),
    )


def _between_touches(member_ids, channel):
    """CTEs ending in ``between_touches(member_id, next_day)``: of who has touches ahead, window by window.

    Needs ``rule`` and ``held`` of ``next_days``, which says how.
    """
    return SQL(
        """ahead AS (
            SELECT member_id, policy, day FROM held WHERE is_ahead
        ), run AS (
            SELECT a.member_id, a.day, r.d, t.day AS last,
                   lag(t.day, r.n - 1) OVER (
                       PARTITION BY a.member_id, r.number ORDER BY t.day, t.id) AS first
              FROM ahead a
              JOIN rule r ON r.policy = a.policy
              JOIN recruitment_pool_touch t
                ON t.member_id = a.member_id AND %(counting)s AND %(among)s
               AND t.day > a.day - r.d
             WHERE r.channel IS NULL OR t.channel_id = (
                   SELECT id FROM recruitment_contact_channel WHERE code = %(channel)s)
        ), blocked AS (
            SELECT member_id, day, last - d + 1 AS low, first + d - 1 AS high
              FROM run WHERE last - first < d
        ), reached AS (
            SELECT member_id, low, high,
                   GREATEST(day - 1, max(high) OVER (
                       PARTITION BY member_id ORDER BY low, high
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS before
              FROM blocked WHERE high >= day
        ), between_touches AS MATERIALIZED (
            SELECT a.member_id, COALESCE(
                       LEAST(min(r.before + 1) FILTER (WHERE r.low > r.before + 1),
                             max(r.high) + 1),
                       a.day) AS next_day
              FROM ahead a LEFT JOIN reached r ON r.member_id = a.member_id
             GROUP BY a.member_id, a.day
        )""",
        channel=channel,
        among=pool_sql.among(SQL("t.member_id"), member_ids),
        counting=pool_sql.COUNTING,
    )


def keep_warm(member_ids):
    """CTEs ending in ``due(member_id, day)``: by when a warm contact is due.

    Needs ``folded`` and ``free``; people whom nobody keeps warm have no
    row. Once a contact is allowed the day stays where it is: who is not contacted
    becomes overdue.
    """
    return SQL(
        """warm AS MATERIALIZED (
            SELECT t.member_id, max(t.day) AS day
              FROM recruitment_pool_touch t JOIN person m ON m.id = t.member_id
             WHERE %s AND %s AND t.day <= m.today
             GROUP BY t.member_id
        ), due AS MATERIALIZED (
            SELECT m.id AS member_id,
                   GREATEST(CASE WHEN m.next_day > m.today THEN m.next_day END,
                            COALESCE(w.day, m.create_date::date)
                            + (fo.content ->> 'keep_warm')::int) AS day
              FROM free m
              JOIN folded fo ON fo.policy = m.policy
              LEFT JOIN warm w ON w.member_id = m.id
             WHERE fo.content ->> 'keep_warm' IS NOT NULL
        )""",
        pool_sql.WARM,
        pool_sql.among(SQL("t.member_id"), member_ids),
    )


def barred():
    """Whether nothing may be sent to ``free m`` whose policy is ``folded fo``."""
    return SQL(
        """(COALESCE(m.is_erased OR m.is_restricted OR m.is_opted_out, FALSE)
            OR (fo.content -> 'never')::boolean)"""
    )
