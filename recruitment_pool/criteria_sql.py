"""SQL of categories that fill themselves: who joins, who leaves, and the log of both.

One statement for each category and all people; the criteria come as a sub-select of the ORM's.
"""

from odoo.tools import SQL

from . import pool_sql


def criteria_changes(category_id, fits, instant):
    """CTEs ``fits(id, company_id, day)``, ``joins`` (the same columns) and ``leaves(member_id, company_id)``.

    Needs ``person``; ``fits`` is a sub-select of member ids. A line by hand decides until its
    last day; then the criteria do. Archived people do not leave: they are only set aside.
    """
    return SQL(
        """fits AS MATERIALIZED (
            -- Not after the UTC day: those who read the list may be behind the person's zone.
            SELECT p.id, p.company_id,
                   LEAST(p.today, %(now)s::date) AS day
              FROM person p WHERE p.id IN %(fits)s
        ), joins AS (
            SELECT f.id, f.company_id, f.day
              FROM fits f
             WHERE NOT EXISTS (SELECT FROM recruitment_pool_membership s
                                WHERE s.member_id = f.id AND s.category_id = %(category)s
                                  AND (s.until IS NULL OR s.until >= f.day))
        ), leaves AS (
            SELECT s.member_id, s.company_id
              FROM recruitment_pool_membership s
              JOIN person p ON p.id = s.member_id AND p.active
             WHERE s.category_id = %(category)s AND s.manual IS NULL
               AND NOT EXISTS (SELECT FROM fits f WHERE f.id = s.member_id)
        )""",
        category=category_id,
        fits=fits,
        now=instant,
    )


def preview_criteria(category_id, fits, instant):
    """(member_id, 'join' or 'leave') rows of what ``evaluate_criteria`` would do."""
    return SQL(
        """WITH %s, %s
        SELECT id, 'join' FROM joins UNION ALL SELECT member_id, 'leave' FROM leaves""",
        pool_sql.people(None, instant),
        criteria_changes(category_id, fits, instant),
    )


def evaluate_criteria(category_id, fits, member_ids, instant, reason, left, uid):
    """Bring the memberships by criteria of one category up to date, and log who joined and left.

    :param fits: sub-select of the ids of those who meet the criteria
    :param member_ids: these people only, or None
    :param reason, left: texts kept with those who join and those who leave
    :return: (member_id, 'join' or 'leave') rows
    """
    return SQL(
        """WITH %(person)s, %(changes)s,
        leaving AS (
            DELETE FROM recruitment_pool_membership s USING leaves l
             WHERE s.category_id = %(category)s AND s.member_id = l.member_id
            RETURNING s.member_id, s.company_id
        ), worded AS (
            UPDATE recruitment_pool_membership s SET reason = %(reason)s
              FROM fits f
             WHERE s.category_id = %(category)s AND s.member_id = f.id
               AND s.manual IS NULL AND s.until IS NULL AND s.reason IS DISTINCT FROM %(reason)s
        ), joining AS (
            INSERT INTO recruitment_pool_membership
                   (member_id, category_id, company_id, since, reason,
                    create_uid, write_uid, create_date, write_date)
            SELECT j.id, %(category)s, j.company_id, j.day, %(reason)s,
                   %(uid)s, %(uid)s, %(now)s::timestamp, %(now)s::timestamp
              FROM joins j
                ON CONFLICT (member_id, category_id) DO UPDATE
               SET manual = NULL, since = EXCLUDED.since, until = NULL, reason = EXCLUDED.reason,
                   write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
            RETURNING member_id, company_id
        ), changed AS (
            SELECT member_id, company_id, 'join' AS kind, %(reason)s AS reason FROM joining
             UNION ALL
            SELECT member_id, company_id, 'leave', %(left)s FROM leaving
        ), logged AS (
            INSERT INTO recruitment_pool_membership_event
                   (member_id, category_id, company_id, at, kind, is_by_criteria, reason, user_id,
                    create_uid, write_uid, create_date, write_date)
            SELECT member_id, %(category)s, company_id, %(now)s::timestamp, kind, TRUE, reason, %(uid)s,
                   %(uid)s, %(uid)s, %(now)s::timestamp, %(now)s::timestamp
              FROM changed
        )
        SELECT member_id, kind FROM changed""",
        person=pool_sql.people(member_ids, instant),
        changes=criteria_changes(category_id, fits, instant),
        category=category_id,
        reason=reason,
        left=left,
        now=instant,
        uid=uid,
    )


def analyze_memberships():
    """Bring PostgreSQL's statistics up to many rows that this transaction has just written."""
    return SQL("ANALYZE recruitment_pool_membership, recruitment_pool_membership_event")


def log_memberships(instant, reason, uid):
    """Log who joined or left without anybody writing it: dates that came, rows written by SQL."""
    return SQL(
        """WITH %(person)s,
        past AS (
            SELECT DISTINCT ON (member_id, category_id) member_id, category_id, company_id, kind
              FROM recruitment_pool_membership_event
             ORDER BY member_id, category_id, at DESC, id DESC
        ), present AS (
            SELECT s.member_id, s.category_id, s.company_id, s.manual, s.reason
              FROM recruitment_pool_membership s JOIN person p ON p.id = s.member_id
             WHERE %(current)s
        )
        INSERT INTO recruitment_pool_membership_event
               (member_id, category_id, company_id, at, kind, is_by_criteria, reason, user_id,
                create_uid, write_uid, create_date, write_date)
        SELECT COALESCE(n.member_id, o.member_id), COALESCE(n.category_id, o.category_id),
               COALESCE(n.company_id, o.company_id), %(now)s::timestamp,
               CASE WHEN n.member_id IS NULL THEN 'leave' ELSE 'join' END,
               n.member_id IS NOT NULL AND n.manual IS NULL,
               CASE WHEN n.member_id IS NULL THEN %(reason)s ELSE COALESCE(n.reason, %(reason)s) END,
               %(uid)s, %(uid)s, %(uid)s, %(now)s::timestamp, %(now)s::timestamp
          FROM present n
          FULL JOIN (SELECT * FROM past WHERE kind = 'join') o
            ON o.member_id = n.member_id AND o.category_id = n.category_id
         WHERE n.member_id IS NULL OR o.member_id IS NULL
        RETURNING id""",
        person=pool_sql.people(None, instant),
        current=pool_sql.is_current(SQL("p.today")),
        reason=reason,
        now=instant,
        uid=uid,
    )
