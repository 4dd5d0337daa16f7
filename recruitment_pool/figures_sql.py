"""SQL of the figures of categories: their people, who is free today, and the contacts of 90 days.

Each statement answers for all the categories shown, and counts only people whom the user may see.
"""

from odoo.tools import SQL

from . import pool_sql


def _inside(category_ids):
    """CTE ``inside(category_id, member_id)``: the people in these categories or below, once each."""
    return SQL(
        """inside AS (
            SELECT DISTINCT c.id AS category_id, s.member_id
              FROM recruitment_pool_category c
              JOIN recruitment_pool_category b ON b.parent_path LIKE c.parent_path || '%%'
              JOIN recruitment_pool_membership s ON s.category_id = b.id
              JOIN person p ON p.id = s.member_id
             WHERE c.id = ANY(%s) AND %s
        )""",
        list(category_ids),
        pool_sql.is_current(SQL("p.today")),
    )


def _counted():
    """CTE ``counted(member_id, age)``: the counted touches of the last 90 days, ``age`` in days."""
    return SQL(
        """counted AS (
            SELECT t.member_id, p.today - t.day AS age
              FROM recruitment_pool_touch t
              JOIN person p ON p.id = t.member_id
             WHERE t.direction = 'out' AND t.is_counted AND t.state IN %s
               AND t.day > p.today - 90 AND t.day <= p.today
        )""",
        pool_sql.COUNTING_STATES,
    )


def _figures_base(category_ids, visible, instant):
    """CTEs of the figures: the people seen, who is in a live process, who is where, what counted."""
    return SQL(
        "%s, %s, %s, %s, free_today AS (SELECT id FROM person WHERE next_allowed_day <= today"
        " AND id NOT IN (SELECT member_id FROM live))",
        pool_sql.people(visible, instant),
        pool_sql.live_process(SQL("(SELECT id FROM person)"), instant),
        _inside(category_ids),
        _counted(),
    )


def category_figures(category_ids, visible, instant):
    """(category, people, may be contacted today, touches each in 90 days: mean, most) rows.

    :param visible: sub-select of the ids of the people whom the user may see
    """
    return SQL(
        """WITH %s,
        pressure AS (SELECT member_id, count(*) AS touches FROM counted GROUP BY member_id)
        SELECT i.category_id, count(*), count(f.id),
               avg(COALESCE(r.touches, 0))::float, max(COALESCE(r.touches, 0))
          FROM inside i
          LEFT JOIN free_today f ON f.id = i.member_id
          LEFT JOIN pressure r ON r.member_id = i.member_id
         GROUP BY i.category_id""",
        _figures_base(category_ids, visible, instant),
    )


def category_contactable(category_ids, visible, instant):
    """(member_id) rows: the people whom ``category_figures`` counts as free today."""
    return SQL(
        "WITH %s SELECT DISTINCT f.id FROM inside i JOIN free_today f ON f.id = i.member_id",
        _figures_base(category_ids, visible, instant),
    )


def category_weeks(category_ids, visible, instant):
    """(category, weeks ago, counted touches) rows of the last 90 days."""
    return SQL(
        """WITH %s
        SELECT i.category_id, t.age / 7, count(*)
          FROM inside i JOIN counted t ON t.member_id = i.member_id
         GROUP BY 1, 2""",
        _figures_base(category_ids, visible, instant),
    )
