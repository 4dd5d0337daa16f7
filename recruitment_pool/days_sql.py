"""SQL of the days: from when a person may be contacted again, and by when a warm contact is due.

CTEs over many people, which stand behind those of ``policy_sql``. They say the same as ``cadence/``
says person by person; the test ``test_engine_agrees`` holds them together on random ledgers.
"""

from odoo.tools import SQL

from . import pool_sql

# Of how many rules of a policy the answer stands in one expression each, by the ledger's column that they count
# over. Policies with more that bind are rare: their people are looked at window by window.
SLOTS = {"days": 5, "channel_days": 3}


def next_days(member_ids, instant, channel):
    """CTEs ending in ``free``, ``stands`` with a ``next_day``: the first day on which all rules hold.

    Needs ``stands`` and ``folded``. While all touches lie behind, a rule of
    n in d days holds again d days after the n-th latest touch, and the last of these
    days is the answer. Who has touches ahead, or more rules than ``SLOTS``, is looked at window by window: a
    run of n touches whose first and last day lie less than d days apart blocks
    the days [last - d + 1, first + d - 1]; the answer is the first day from today
    (or the end of a pause) that no such interval covers.
    """
    return SQL(
        """%(rules)s, ledger AS (
            -- Newest first, as the index yields them backwards: ORDER BY within array_agg would sort each person's.
            -- The last line says it too: for groups in another order PostgreSQL would sort again, and lose the days'.
            SELECT t.member_id, array_agg(t.day) AS days,
                   array_agg(t.day) FILTER (WHERE t.channel_id = (
                       SELECT id FROM recruitment_contact_channel WHERE code = %(channel)s)
                   ) AS channel_days
              FROM (SELECT t.member_id, t.day, t.channel_id
                      FROM recruitment_pool_touch t
                     WHERE %(counting)s AND %(among)s
                       -- Nowhere is it earlier than the day before UTC's.
                       AND t.day > %(instant)s::date - 1 - (SELECT max(d) FROM rule)
                     ORDER BY t.member_id DESC, t.day DESC) t
             GROUP BY t.member_id
             ORDER BY t.member_id DESC
        ), behind AS MATERIALIZED (
            -- As if all lay behind and every rule had a slot: of the special the day comes from between_touches.
            SELECT s.*, l.days[1] > s.day OR r.is_long AS is_special, GREATEST(s.day, %(free_days)s) AS free_day
              FROM (SELECT s.*, GREATEST(s.today, s.paused_until) AS day FROM stands s) s
              LEFT JOIN ledger l ON l.member_id = s.id
              LEFT JOIN slot r ON r.policy = s.policy
        ), %(windows)s, free AS (
            SELECT s.*, COALESCE(b.next_day, s.free_day) AS next_day
              FROM behind s
              LEFT JOIN between_touches b ON b.member_id = s.id
        )""",
        rules=_binding_rules(channel),
        channel=channel,
        instant=instant,
        among=pool_sql.among(SQL("t.member_id"), member_ids),
        counting=pool_sql.COUNTING,
        free_days=SQL(", ").join(
            SQL("l.%s[r.%s] + r.%s", *map(SQL.identifier, (days, f"{days}_n{number}", f"{days}_d{number}")))
            for days, number in _slots()
        ),
        windows=_between_touches(member_ids, channel),
    )


def _slots():
    return [(days, number) for days, count in SLOTS.items() for number in range(1, count + 1)]


def _binding_rules(channel):
    """CTEs ``rule(policy, channel, n, d, number)`` of each policy, and ``slot``, the same in a row a policy.

    Needs ``folded``. A rule that another of the policy implies is left out: it would only cost time.
    """
    return SQL(
        """imposed AS (
            SELECT f.policy, r ->> 'channel' AS channel, (r ->> 'limit')::int AS n, max((r ->> 'days')::int) AS d
              FROM folded f, jsonb_array_elements(f.content -> 'rules') r
             WHERE COALESCE(r ->> 'channel', %(channel)s) = %(channel)s
             GROUP BY 1, 2, 3
        ), rule AS MATERIALIZED (
            SELECT policy, channel, n, d, row_number() OVER (PARTITION BY policy, channel ORDER BY n) AS number
              FROM imposed i
             WHERE NOT EXISTS (
                   SELECT FROM imposed o
                    WHERE o.policy = i.policy AND o.n <= i.n AND o.d >= i.d
                      AND (o.channel IS NULL OR o.channel = i.channel)
                      AND (o.n, o.channel) IS DISTINCT FROM (i.n, i.channel))
        ), slot AS MATERIALIZED (
            SELECT policy, %(slots)s,
                   count(*) - count(channel) > %(most)s OR count(channel) > %(most_of_channel)s AS is_long
              FROM rule GROUP BY policy
        )""",
        channel=channel,
        slots=SQL(", ").join(
            SQL(
                "max(%s) FILTER (WHERE channel IS %s NULL AND number = %s) AS %s",
                SQL.identifier(value),
                SQL("NOT") if days == "channel_days" else SQL(),
                number,
                SQL.identifier(f"{days}_{value}{number}"),
            )
            for days, number in _slots()
            for value in ("n", "d")
        ),
        most=SLOTS["days"],
        most_of_channel=SLOTS["channel_days"],
    )


def _between_touches(member_ids, channel):
    """CTEs ending in ``between_touches(member_id, next_day)`` of those who are looked at window by window.

    Needs ``rule`` and ``behind``; ``next_days`` says how.
    """
    return SQL(
        """special AS (
            SELECT id AS member_id, policy, day FROM behind WHERE is_special
        ), run AS (
            SELECT p.member_id, p.day, r.d, t.day AS last,
                   lag(t.day, r.n - 1) OVER (
                       PARTITION BY p.member_id, r.channel, r.n ORDER BY t.day) AS first
              FROM special p
              JOIN rule r ON r.policy = p.policy
              JOIN recruitment_pool_touch t
                ON t.member_id = p.member_id AND %(counting)s AND %(among)s
               AND t.day > p.day - r.d
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
            SELECT p.member_id, COALESCE(
                       LEAST(min(r.before + 1) FILTER (WHERE r.low > r.before + 1),
                             max(r.high) + 1),
                       p.day) AS next_day
              FROM special p LEFT JOIN reached r ON r.member_id = p.member_id
             GROUP BY p.member_id, p.day
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
