"""All SQL of this addon, built with ``odoo.tools.SQL``.

Two kinds of statements: set-based ones over many people (folding the effective
policy, next allowed day, dry run) and the six short ones of the gate. The
set-based forms say the same as ``cadence/`` says person by person; the test
``test_engine_agrees`` holds them together on random ledgers.

Callers flush: these functions run on any cursor, also on the fresh second one
of the gate, where no pending write of the ORM can be.
"""

from odoo.tools import SQL

# First key of pg_advisory_xact_lock(class, bucket): any constant of our own.
LOCK_CLASS = 0x706F6F6C  # "pool"
# Advisory locks live in shared memory, which about 12,000 of them exhaust.
LOCK_BUCKETS = 1024
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
        """person AS MATERIALIZED (
            SELECT m.id, m.active, m.company_id, m.create_date, m.is_erased, m.is_restricted, m.is_opted_out,
                   m.paused_until, m.preference_limit, m.preference_days,
                   m.policy_snapshot_id, m.next_allowed_day, m.keep_warm_due,
                   (%s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE m.effective_tz)::date AS today
              FROM recruitment_pool_member m
             WHERE %s
        )""",
        instant,
        among(SQL("m.id"), member_ids),
    )


def is_current(person):
    """Condition: the membership ``s`` holds on the day of ``person``, an alias of that CTE."""
    return SQL(
        """s.manual IS DISTINCT FROM 'out' AND s.since <= %(person)s.today
           AND (s.until IS NULL OR s.until >= %(person)s.today)""",
        person=SQL.identifier(person),
    )


def _policies(draft):
    """Sub-selects in place of the tables of policies and of rules, one policy being as in ``draft``."""
    if not draft:
        return SQL.identifier("recruitment_contact_policy"), SQL.identifier("recruitment_contact_policy_rule")
    policies = SQL(
        """(SELECT id, keep_warm_days, is_never FROM recruitment_contact_policy WHERE id <> %(id)s
             UNION ALL SELECT %(id)s, %(keep_warm)s, %(never)s)""",
        id=draft["id"],
        keep_warm=draft["keep_warm"],
        never=draft["never"],
    )
    limits, windows, channels = zip(*draft["rules"], strict=True) if draft["rules"] else ((), (), ())
    rules = SQL(
        """(SELECT id, policy_id, touch_limit, window_days, channel_id
              FROM recruitment_contact_policy_rule WHERE policy_id <> %(id)s
             UNION ALL
            SELECT NULL, %(id)s, d.* FROM unnest(%(limits)s::int[], %(windows)s::int[], %(channels)s::int[]) AS d)""",
        id=draft["id"],
        limits=list(limits),
        windows=list(windows),
        channels=list(channels),
    )
    return policies, rules


def effective_policies(member_ids, draft=None):
    """CTEs ``stands`` (``person`` with a policy) and ``folded(policy, content)``: effective policies as JSON.

    People of one company with the same wish in the same categories have the same
    policy: it is folded once for all of them, under a key of this statement only.
    ``draft`` supposes that one policy is {"id", "rules": [(limit, days, channel id or None)],
    "keep_warm", "never"}: nothing needs to be written to see what it would do.

    ``content`` = {"rules": [{"limit", "days", "channel", "source", "source_id",
    "rule"}], "keep_warm": days or null, "never": bool, "foreseen": [{"types": [],
    "channels": []}]}, in an order that depends on the rules alone, so that equal
    policies have equal text and share one snapshot.
    """
    policies, rules = _policies(draft)
    return SQL(
        """current_category AS (
            SELECT s.member_id, s.category_id
              FROM recruitment_pool_membership s
              JOIN person m ON m.id = s.member_id
              JOIN recruitment_pool_category c ON c.id = s.category_id AND c.active
             WHERE %(current)s AND %(among)s
        ), belongs AS (
            SELECT member_id, array_agg(category_id ORDER BY category_id) AS categories
              FROM current_category GROUP BY member_id
        ), stands AS MATERIALIZED (
            SELECT m.*, b.categories,
                   concat_ws('/', COALESCE(m.company_id, 0), COALESCE(m.preference_limit, 0),
                             COALESCE(m.preference_days, 0), b.categories::text) AS policy
              FROM person m LEFT JOIN belongs b ON b.member_id = m.id
        ), stance AS MATERIALIZED (
            SELECT policy, min(company_id) AS company_id, min(categories) AS categories,
                   min(preference_limit) AS preference_limit,
                   min(preference_days) AS preference_days
              FROM stands GROUP BY policy
        ), category_policy AS (
            -- RECURSIVE: a category without a policy takes its nearest ancestor's.
            SELECT c.id, c.parent_id, c.policy_id, c.takes_precedence
              FROM recruitment_pool_category c
             UNION ALL
            SELECT cp.id, p.parent_id, p.policy_id, cp.takes_precedence
              FROM category_policy cp
              JOIN recruitment_pool_category p ON p.id = cp.parent_id
             WHERE cp.policy_id IS NULL
        ), stance_category AS (
            SELECT s.policy, c.id AS category_id FROM stance s, unnest(s.categories) AS c(id)
        ), claimed AS (
            SELECT sc.policy, cp.policy_id, 'category' AS source, cp.id AS source_id,
                   cp.takes_precedence,
                   bool_or(cp.takes_precedence) OVER (PARTITION BY sc.policy) AS precedes
              FROM stance_category sc
              JOIN category_policy cp ON cp.id = sc.category_id
             WHERE cp.policy_id IS NOT NULL
        ), own_company AS (
            -- A shared person stands under every company that shares its pool.
            SELECT s.policy, c.id, c.pool_ceiling_policy_id, c.pool_default_policy_id
              FROM stance s
              JOIN res_company c
                ON c.id = s.company_id
                OR (s.company_id IS NULL AND (c.pool_is_shared OR NOT EXISTS (
                        SELECT 1 FROM res_company WHERE pool_is_shared)))
        ), applies AS (
            SELECT policy, policy_id, source, source_id
              FROM claimed
             WHERE takes_precedence OR NOT precedes
             UNION
            SELECT policy, pool_ceiling_policy_id, 'ceiling', id
              FROM own_company WHERE pool_ceiling_policy_id IS NOT NULL
             UNION
            SELECT o.policy, o.pool_default_policy_id, 'default', o.id
              FROM own_company o
             WHERE o.pool_default_policy_id IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM claimed c WHERE c.policy = o.policy)
        ), said AS (
            SELECT a.policy, r.touch_limit, r.window_days, ch.code AS channel,
                   a.source, a.source_id, r.id AS rule
              FROM applies a
              JOIN %(rules)s r ON r.policy_id = a.policy_id
              LEFT JOIN recruitment_contact_channel ch ON ch.id = r.channel_id
             UNION ALL
            SELECT s.policy, s.preference_limit, s.preference_days, NULL, 'person', NULL, NULL
              FROM stance s
             WHERE s.preference_limit >= 1 AND s.preference_days >= 1
        ), rules AS (
            SELECT policy, jsonb_agg(jsonb_build_object(
                       'limit', touch_limit, 'days', window_days, 'channel', channel,
                       'source', source, 'source_id', source_id, 'rule', rule)
                   ORDER BY touch_limit, window_days, channel NULLS FIRST,
                            source, source_id, rule) AS rules
              FROM said GROUP BY policy
        ), tempers AS (
            SELECT a.policy,
                   min(p.keep_warm_days) FILTER (WHERE p.keep_warm_days > 0) AS keep_warm,
                   bool_or(COALESCE(p.is_never, FALSE)) AS never
              FROM applies a JOIN %(policies)s p ON p.id = a.policy_id
             GROUP BY a.policy
        ), words AS (
            SELECT c.id AS category_id,
                   ARRAY(SELECT t.code
                           FROM recruitment_message_type t
                           JOIN pool_category_message_type_rel r ON r.message_type_id = t.id
                          WHERE r.category_id = c.id ORDER BY t.code) AS types,
                   ARRAY(SELECT ch.code
                           FROM recruitment_contact_channel ch
                           JOIN pool_category_channel_rel r ON r.channel_id = ch.id
                          WHERE r.category_id = c.id ORDER BY ch.code) AS channels
              FROM recruitment_pool_category c
        ), foresight AS (
            SELECT sc.policy, jsonb_agg(DISTINCT jsonb_build_object(
                       'types', w.types, 'channels', w.channels)) AS foreseen
              FROM stance_category sc JOIN words w ON w.category_id = sc.category_id
             WHERE w.types <> '{}' OR w.channels <> '{}'
             GROUP BY sc.policy
        ), folded AS MATERIALIZED (
            SELECT s.policy, jsonb_build_object(
                       'rules', COALESCE(r.rules, '[]'), 'keep_warm', t.keep_warm,
                       'never', COALESCE(t.never, FALSE),
                       'foreseen', COALESCE(f.foreseen, '[]')) AS content
              FROM stance s
              LEFT JOIN rules r ON r.policy = s.policy
              LEFT JOIN tempers t ON t.policy = s.policy
              LEFT JOIN foresight f ON f.policy = s.policy
        )""",
        current=is_current("m"),
        among=among(SQL("s.member_id"), member_ids),
        policies=policies,
        rules=rules,
    )


def stored_policies():
    """CTEs ``stands`` and ``folded`` as the snapshots hold them: nothing is folded again."""
    return SQL(
        """stands AS (
            SELECT m.*, m.policy_snapshot_id AS policy FROM person m
        ), folded AS (
            SELECT id AS policy, content FROM recruitment_policy_snapshot
        )"""
    )


def live_process(instant):
    """CTE ``live(member_id)``: hired, refused lately, or an application under way.

    Under way = no talent, ongoing, and a stage change, a message or a meeting
    within the company's number of days: stale applications are not live.
    """
    return SQL(
        """live AS MATERIALIZED (
            SELECT DISTINCT a.pool_member_id AS member_id
              FROM hr_applicant a
              JOIN person m ON m.id = a.pool_member_id
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
        now=instant,
    )


def next_days(member_ids, channel):
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
                       AND t.day > (SELECT min(day) FROM start) - (SELECT max(d) FROM rule)
                     ORDER BY t.member_id, t.day) t
             GROUP BY t.member_id
        ), held AS MATERIALIZED (
            -- Of those ahead the day comes from between_touches.
            SELECT h.member_id, h.policy, h.day, h.is_ahead, max(h.free_on) AS next_day
              FROM (SELECT l.member_id, s.policy, s.day,
                           l.days[cardinality(l.days)] > s.day AS is_ahead,
                           r.d + CASE WHEN r.channel IS NULL
                           THEN l.days[cardinality(l.days) - r.n + 1]
                           ELSE l.channel_days[cardinality(l.channel_days) - r.n + 1]
                           END AS free_on
                      FROM start s
                      JOIN ledger l ON l.member_id = s.id
                      JOIN rule r ON r.policy = s.policy) h
             WHERE h.free_on > h.day OR h.is_ahead
             GROUP BY h.member_id, h.policy, h.day, h.is_ahead
        ), ahead AS (
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
        ), free AS (
            SELECT s.*, COALESCE(h.next_day, s.day) AS next_day
              FROM start s
              LEFT JOIN (SELECT member_id, next_day FROM held WHERE NOT is_ahead
                          UNION ALL
                         SELECT member_id, next_day FROM between_touches) h ON h.member_id = s.id
        )""",
        channel=channel,
        among=among(SQL("t.member_id"), member_ids),
        counting=COUNTING,
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
        WARM,
        among(SQL("t.member_id"), member_ids),
    )


def barred():
    """Whether nothing may be sent to ``free m`` whose policy is ``folded fo``."""
    return SQL(
        """(COALESCE(m.is_erased OR m.is_restricted OR m.is_opted_out, FALSE)
            OR (fo.content -> 'never')::boolean)"""
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


def fold(member_ids, instant, channel, uid):
    """One statement: snapshot, next allowed day and keep-warm day of many people.

    Rows that would not change are not written.
    """
    return SQL(
        """WITH RECURSIVE %(person)s, %(policies)s, %(live)s, %(days)s, %(warm)s,
        hashed AS MATERIALIZED (
            SELECT policy, content, md5(content::text) AS hash FROM folded
        ), added AS (
            INSERT INTO recruitment_policy_snapshot
                   (hash, content, create_uid, write_uid, create_date, write_date)
            SELECT DISTINCT hash, content, %(uid)s, %(uid)s, %(now)s::timestamp,
                   %(now)s::timestamp
              FROM hashed
                ON CONFLICT (hash) DO NOTHING
            RETURNING id, hash
        ), snapshot AS (
            SELECT id, hash FROM added
             UNION
            SELECT s.id, s.hash FROM recruitment_policy_snapshot s
             WHERE s.hash IN (SELECT hash FROM hashed)
        ), fresh AS (
            SELECT m.id, s.id AS snapshot_id, m.policy_snapshot_id AS old_id,
                   m.next_allowed_day AS old_day, m.keep_warm_due AS old_due,
                   CASE WHEN NOT %(barred)s THEN m.next_day END AS next_day,
                   CASE WHEN NOT (%(barred)s OR l.member_id IS NOT NULL
                                  OR COALESCE(m.paused_until > m.today, FALSE))
                        THEN d.day END AS due
              FROM free m
              JOIN hashed fo ON fo.policy = m.policy
              JOIN snapshot s ON s.hash = fo.hash
              LEFT JOIN live l ON l.member_id = m.id
              LEFT JOIN due d ON d.member_id = m.id
        )
        UPDATE recruitment_pool_member m
           SET policy_snapshot_id = f.snapshot_id, next_allowed_day = f.next_day,
               keep_warm_due = f.due
          FROM fresh f
         WHERE m.id = f.id AND %(target)s
           AND (f.old_id, f.old_day, f.old_due)
               IS DISTINCT FROM (f.snapshot_id, f.next_day, f.due)
        RETURNING m.id""",
        person=people(member_ids, instant),
        policies=effective_policies(member_ids),
        live=live_process(instant),
        days=next_days(member_ids, channel),
        warm=keep_warm(member_ids),
        barred=barred(),
        target=among(SQL("m.id"), member_ids),
        uid=uid,
        now=instant,
    )


STATE_COLUMNS = {"id": "int", "state": "text", "day": "date"}


def contact_states(member_ids, instant, channel):
    """How people stand today: (id, state, day) rows, by the policies as stored.

    must_not: nothing may be sent; live: in a live process; later: from ``day`` on;
    overdue: a warm contact was due on ``day``; now: may be contacted. What is said
    by a person about one channel or one kind of message is left to ``dry_run``.
    """
    return SQL(
        """WITH RECURSIVE %(person)s, %(folded)s, %(live)s, %(days)s, %(warm)s,
        state AS (
            SELECT m.id, m.next_day, d.day AS due,
                   CASE WHEN %(barred)s THEN 'must_not'
                        WHEN l.member_id IS NOT NULL THEN 'live'
                        WHEN m.paused_until > m.today THEN 'later'
                        WHEN d.day < m.today THEN 'overdue'
                        WHEN m.next_day > m.today THEN 'later'
                        ELSE 'now' END AS state
              FROM free m
              JOIN folded fo ON fo.policy = m.policy
              LEFT JOIN live l ON l.member_id = m.id
              LEFT JOIN due d ON d.member_id = m.id
        )
        SELECT id, state,
               CASE state WHEN 'later' THEN next_day WHEN 'overdue' THEN due END AS day
          FROM state""",
        person=people(member_ids, instant),
        folded=stored_policies(),
        live=live_process(instant),
        days=next_days(member_ids, channel),
        warm=keep_warm(member_ids),
        barred=barred(),
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


def dry_run(member_ids, instant, channel, message_type, origin, expiry):
    """What a solicitation would meet today: (member_id, reason, next_day) rows.

    The reasons stand in the order of ``cadence.decide``; an empty one means
    allowed. ``origin`` is (model, id) or (None, None); ``expiry`` a date or None.
    """
    return SQL(
        """WITH RECURSIVE %(person)s, %(policies)s, %(live)s, %(days)s,
        version AS MATERIALIZED (
            SELECT f.policy, (f.content -> 'never')::boolean AS never,
                   jsonb_array_length(f.content -> 'foreseen') = 0 OR EXISTS (
                       SELECT 1 FROM jsonb_array_elements(f.content -> 'foreseen') w
                        WHERE (w -> 'types' = '[]' OR w -> 'types' ? %(type)s)
                          AND (w -> 'channels' = '[]' OR w -> 'channels' ? %(channel)s)
                   ) AS is_foreseen
              FROM folded f
        ), objection AS (
            SELECT o.member_id
              FROM pool_member_opt_out_channel_rel o
              JOIN recruitment_contact_channel ch ON ch.id = o.channel_id
             WHERE ch.code = %(channel)s
             UNION
            SELECT o.member_id
              FROM pool_member_opt_out_message_type_rel o
              JOIN recruitment_message_type t ON t.id = o.message_type_id
             WHERE t.code = %(type)s
        ), touched AS (
            SELECT DISTINCT t.member_id
              FROM recruitment_pool_touch t
              JOIN recruitment_contact_channel ch ON ch.id = t.channel_id
             WHERE t.direction = 'out' AND t.state IN %(states)s AND ch.code = %(channel)s
               AND t.origin_model = %(model)s AND t.origin_id = %(id)s AND %(among)s
        )
        SELECT m.id,
               CASE
               WHEN m.is_erased THEN 'erased'
               WHEN m.is_restricted OR m.is_opted_out OR o.member_id IS NOT NULL
                    THEN 'opted_out'
               WHEN l.member_id IS NOT NULL THEN 'live_process'
               WHEN NOT v.is_foreseen THEN 'not_foreseen'
               WHEN v.never THEN 'never_contact'
               WHEN %(expiry)s::date < m.today THEN 'expired'
               WHEN t.member_id IS NOT NULL THEN 'already_reached'
               WHEN m.paused_until > m.today THEN 'paused'
               WHEN m.next_day > m.today THEN 'cap'
               ELSE '' END AS reason,
               m.next_day
          FROM free m
          JOIN version v ON v.policy = m.policy
          LEFT JOIN live l ON l.member_id = m.id
          LEFT JOIN objection o ON o.member_id = m.id
          LEFT JOIN touched t ON t.member_id = m.id""",
        person=people(member_ids, instant),
        policies=stored_policies(),
        live=live_process(instant),
        days=next_days(member_ids, channel),
        among=among(SQL("t.member_id"), member_ids),
        channel=channel,
        type=message_type,
        expiry=expiry,
        states=COUNTING_STATES,
        model=origin[0],
        id=origin[1],
    )


# Categories: who is in them, and how they fare.


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
        people(None, instant),
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
        person=people(member_ids, instant),
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
        person=people(None, instant),
        current=is_current("p"),
        reason=reason,
        now=instant,
        uid=uid,
    )


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
        is_current("p"),
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
        COUNTING_STATES,
    )


def _figures_base(category_ids, visible, instant):
    """CTEs of the figures: the people seen, who is in a live process, who is where, what counted."""
    return SQL(
        "%s, %s, %s, %s, free_today AS (SELECT id FROM person WHERE next_allowed_day <= today"
        " AND id NOT IN (SELECT member_id FROM live))",
        people(visible, instant),
        live_process(instant),
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


def preview_policy(member_ids, instant, channel, draft):
    """(member_id, change) rows: how the next allowed day moves if a policy becomes ``draft``.

    :param draft: as for ``effective_policies``
    :return: change is 'earlier', 'later', 'never', 'again' (never until now) or 'same'
    """
    return SQL(
        """WITH RECURSIVE %s, %s, %s,
        moved AS (
            SELECT m.id, GREATEST(m.next_allowed_day, m.today) AS before,
                   CASE WHEN m.is_erased OR m.is_restricted OR m.is_opted_out
                             OR (fo.content -> 'never')::boolean
                        THEN NULL ELSE m.next_day END AS after,
                   m.next_allowed_day IS NULL AS is_silent
              FROM free m JOIN folded fo ON fo.policy = m.policy
        )
        SELECT id, CASE WHEN is_silent AND after IS NULL THEN 'same'
                        WHEN is_silent THEN 'again'
                        WHEN after IS NULL THEN 'never'
                        WHEN after < before THEN 'earlier'
                        WHEN after > before THEN 'later'
                        ELSE 'same' END
          FROM moved""",
        people(member_ids, instant),
        effective_policies(member_ids, draft),
        next_days(member_ids, channel),
    )


def versions_with_rules(rule_ids):
    """(id) rows of the policy versions in which one of these rules occurs."""
    return SQL(
        """SELECT s.id FROM recruitment_policy_snapshot s
            WHERE EXISTS (SELECT FROM jsonb_array_elements(s.content -> 'rules') r
                           WHERE (r ->> 'rule')::int = ANY(%s))""",
        list(rule_ids),
    )


# The statements of the gate: each once per batch, whatever its size.


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


def read_people(member_ids, instant):
    """Standing, policy and civil day of each person, as dict-able columns."""
    return SQL(
        """WITH %(person)s, %(live)s
        SELECT m.id, m.today, m.is_erased, m.is_restricted, m.is_opted_out,
               m.paused_until, l.member_id IS NOT NULL AS is_live,
               s.hash, s.content,
               ARRAY(SELECT ch.code FROM pool_member_opt_out_channel_rel o
                       JOIN recruitment_contact_channel ch ON ch.id = o.channel_id
                      WHERE o.member_id = m.id) AS channels,
               ARRAY(SELECT t.code FROM pool_member_opt_out_message_type_rel o
                       JOIN recruitment_message_type t ON t.id = o.message_type_id
                      WHERE o.member_id = m.id) AS types
          FROM person m
          LEFT JOIN recruitment_policy_snapshot s ON s.id = m.policy_snapshot_id
          LEFT JOIN live l ON l.member_id = m.id""",
        person=people(member_ids, instant),
        live=live_process(instant),
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


def time_zones():
    """(name,) of the time zones that PostgreSQL knows."""
    return SQL("SELECT name FROM pg_timezone_names")
