"""SQL that the statements of the addon share.

All SQL stands in the modules ``*_sql``, built with ``odoo.tools.SQL``: here who is asked about and
what stands in their way, in ``policy_sql`` the rules that apply, in ``days_sql`` the days that follow from
them, in ``cadence_sql`` the statements over many people, in ``gate_sql`` those of the gate; the others by
their subject. Callers flush: these functions run on any cursor, also on the fresh second one of the gate,
where no pending write of the ORM can be.
"""

from odoo.tools import SQL

COUNTING_STATES = ("reserved", "sent")
# Word for word the conditions of the two indexes that the whole pool is read by.
COUNTING = SQL("t.direction = 'out' AND t.is_counted AND t.state IN ('reserved', 'sent')")
WARM = SQL("t.is_warm AND (t.direction = 'in' OR t.state IN ('reserved', 'sent'))")


def among(column, member_ids):
    """Condition: ``column`` (SQL) is one of these members.

    :param member_ids: ids, a sub-select of ids, a ``range`` (what a whole batch of the pool is:
        each statement then reads one stretch of the indexes), or None for everybody
    """
    if member_ids is None:
        return SQL("TRUE")
    if isinstance(member_ids, SQL):
        return SQL("%s IN %s", column, member_ids)
    if isinstance(member_ids, range):
        return SQL("%s BETWEEN %s AND %s", column, member_ids[0], member_ids[-1])
    return SQL("%s = ANY(%s)", column, list(member_ids))


def people(member_ids, instant):
    """CTE ``person``: the members asked about, with the civil day of ``instant`` in their zones.

    :param member_ids: as of ``among``
    :param instant: naive UTC
    """
    return SQL(
        """person AS (
            SELECT m.id, m.active, m.company_id, m.create_date, m.is_erased, m.is_restricted, m.is_opted_out,
                   m.paused_until, m.preference_limit, m.preference_days,
                   m.policy_snapshot_id, m.next_allowed_day, m.keep_warm_due,
                   %s AS today
              FROM recruitment_pool_member m
             WHERE %s
            OFFSET 0  -- a statement that reads this once stores nothing, and still works each day out once
        )""",
        civil_day(instant, SQL("m.effective_tz")),
        among(SQL("m.id"), member_ids),
    )


def civil_day(instant, zone):
    """The day of ``instant``, naive UTC, in a time zone."""
    return SQL("(%s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", instant, zone)


def is_current(today, membership="s"):
    """Condition: the membership, an alias, holds on ``today``, the person's day."""
    return SQL(
        """%(m)s.manual IS DISTINCT FROM 'out' AND %(m)s.since <= %(today)s
           AND (%(m)s.until IS NULL OR %(m)s.until >= %(today)s)""",
        m=SQL.identifier(membership),
        today=today,
    )


def live_process(member_ids, instant):
    """CTE ``live(member_id)``: hired, refused lately, or an application under way.

    Under way = no talent, ongoing, and a stage change, a message or a meeting
    within the company's number of days: stale applications are not live.

    :param member_ids: as of ``among``
    """
    return SQL(
        """live AS MATERIALIZED (
            SELECT DISTINCT a.pool_member_id AS member_id
              FROM hr_applicant a
              JOIN recruitment_pool_member m ON m.id = a.pool_member_id AND %(among)s
              LEFT JOIN res_company c ON c.id = COALESCE(a.company_id, m.company_id)
             CROSS JOIN LATERAL (SELECT
                   %(now)s::timestamp - make_interval(
                       days => COALESCE(c.pool_live_refusal_days, 30)) AS refused_since,
                   %(now)s::timestamp - make_interval(
                       days => COALESCE(c.pool_live_activity_days, 60)) AS moved_since
             ) AS edge
             WHERE CASE
                WHEN a.refuse_reason_id IS NOT NULL THEN a.refuse_date > edge.refused_since
                WHEN NOT a.active THEN FALSE
                WHEN a.date_closed IS NOT NULL THEN TRUE
                WHEN EXISTS (SELECT 1 FROM hr_applicant_hr_talent_pool_rel t
                              WHERE t.hr_applicant_id = a.id) THEN FALSE
                ELSE a.date_last_stage_update > edge.moved_since
                     OR EXISTS (SELECT 1 FROM mail_message g
                                 WHERE g.model = 'hr.applicant' AND g.res_id = a.id
                                   AND g.message_type IN ('comment', 'email')
                                   AND g.date > edge.moved_since)
                     OR EXISTS (SELECT 1 FROM calendar_event e
                                 WHERE e.applicant_id = a.id AND e.active
                                   AND e.start > edge.moved_since)
                END
        )""",
        among=among(SQL("m.id"), member_ids),
        now=instant,
    )


def tune(is_many):
    """Settings, until the end of the transaction or the next call, for statements over people.

    Compiling them takes longer than running them, and with 4 MB a node they sort
    100,000 people on disk. Over many people no join may be a nested loop: just after
    an import PostgreSQL still believes the tables to be empty, and would take hours.
    """
    return SQL(
        """SELECT set_config('jit', 'off', TRUE), set_config('work_mem', '32MB', TRUE),
                  set_config('enable_nestloop', %s, TRUE)""",
        "off" if is_many else "on",
    )


def rows_table(rows, columns):
    """Rows that were read as a table with these ``columns`` {name: type}, to be joined.

    As arrays and not as a subquery: PostgreSQL takes its result for a single row, and
    works it out again for each person.
    """
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    arrays = [SQL("%s::%s[]", list(column), SQL(kind)) for column, kind in zip(values, columns.values(), strict=True)]
    return SQL(
        "(SELECT * FROM unnest(%s) AS u(%s))", SQL(", ").join(arrays), SQL(", ").join(map(SQL.identifier, columns))
    )


def complete_name(category, ancestor, ancestor_name):
    """The names of a category and of those above it, as one text, from the top.

    :param category: alias of the category
    :param ancestor: alias for each of these, under which ``ancestor_name`` is its name
    """
    return SQL(
        """(SELECT string_agg(%(name)s, ' / ' ORDER BY length(%(above)s.parent_path))
              FROM recruitment_pool_category %(above)s
             WHERE %(category)s.parent_path LIKE %(above)s.parent_path || '%%')""",
        name=ancestor_name,
        above=SQL.identifier(ancestor),
        category=SQL.identifier(category),
    )


def last_touches(member_ids, instant):
    """(member_id, touch id) of the latest contact of each person, planned ones left out."""
    return SQL(
        """WITH %s
        SELECT m.id, t.id
          FROM person m
         CROSS JOIN LATERAL (
            SELECT t.id FROM recruitment_pool_touch t
             WHERE t.member_id = m.id AND t.day <= m.today
               AND (t.direction = 'in' OR t.state IN %s)
             ORDER BY t.day DESC, t.at DESC, t.id DESC LIMIT 1) t""",
        people(member_ids, instant),
        COUNTING_STATES,
    )


def time_zones():
    """(name,) of the time zones that PostgreSQL knows."""
    return SQL("SELECT name FROM pg_timezone_names")
