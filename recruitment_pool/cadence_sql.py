"""SQL of the cadence: the statements that say of many people at once what the engine says of one.

Fold what is stored, how people stand today, what a message would meet, and what another policy would
change. Each joins people, policies and days as ``pool_sql``, ``policy_sql`` and ``days_sql`` state them.
"""

from odoo.tools import SQL

from . import days_sql, policy_sql, pool_sql


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
        person=pool_sql.people(member_ids, instant),
        policies=policy_sql.effective_policies(member_ids),
        live=pool_sql.live_process(member_ids, instant),
        days=days_sql.next_days(member_ids, instant, channel),
        warm=days_sql.keep_warm(member_ids),
        barred=days_sql.barred(),
        target=pool_sql.among(SQL("m.id"), member_ids),
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
        person=pool_sql.people(member_ids, instant),
        folded=policy_sql.stored_policies(),
        live=pool_sql.live_process(member_ids, instant),
        days=days_sql.next_days(member_ids, instant, channel),
        warm=days_sql.keep_warm(member_ids),
        barred=days_sql.barred(),
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
        ), %(obstacles)s
        SELECT m.id,
               CASE
               WHEN m.is_erased THEN 'erased'
               WHEN m.is_restricted OR m.is_opted_out OR o.objects THEN 'opted_out'
               WHEN o.is_live THEN 'live_process'
               WHEN NOT v.is_foreseen THEN 'not_foreseen'
               WHEN v.never THEN 'never_contact'
               WHEN %(expiry)s::date < m.today THEN 'expired'
               WHEN o.is_touched THEN 'already_reached'
               WHEN m.paused_until > m.today THEN 'paused'
               WHEN m.next_day > m.today THEN 'cap'
               ELSE '' END AS reason,
               m.next_day
          FROM free m
          JOIN version v ON v.policy = m.policy
          LEFT JOIN obstacle o ON o.member_id = m.id""",
        person=pool_sql.people(member_ids, instant),
        policies=policy_sql.stored_policies(),
        live=pool_sql.live_process(member_ids, instant),
        days=days_sql.next_days(member_ids, instant, channel),
        obstacles=_obstacles(member_ids, channel, message_type, origin),
        channel=channel,
        type=message_type,
        expiry=expiry,
    )


def _obstacles(member_ids, channel, message_type, origin):
    """CTE ``obstacle(member_id, is_live, objects, is_touched)`` of those in whose way something stands.

    Needs ``live``. One table, so that each person is looked up once: most have no row.
    """
    return SQL(
        """obstacle AS (
            SELECT member_id, bool_or(kind = 'live') AS is_live, bool_or(kind = 'objection') AS objects,
                   bool_or(kind = 'touched') AS is_touched
              FROM (SELECT member_id, 'live' AS kind FROM live
                     UNION ALL
                    SELECT o.member_id, 'objection'
                      FROM pool_member_opt_out_channel_rel o
                      JOIN recruitment_contact_channel ch ON ch.id = o.channel_id
                     WHERE ch.code = %(channel)s
                     UNION ALL
                    SELECT o.member_id, 'objection'
                      FROM pool_member_opt_out_message_type_rel o
                      JOIN recruitment_message_type mt ON mt.id = o.message_type_id
                     WHERE mt.code = %(type)s
                     UNION ALL
                    SELECT t.member_id, 'touched'
                      FROM recruitment_pool_touch t
                      JOIN recruitment_contact_channel ch ON ch.id = t.channel_id
                     WHERE t.direction = 'out' AND t.state IN %(states)s AND ch.code = %(channel)s
                       AND t.origin_model = %(model)s AND t.origin_id = %(id)s AND %(among)s) o
             GROUP BY member_id
        )""",
        among=pool_sql.among(SQL("t.member_id"), member_ids),
        channel=channel,
        type=message_type,
        states=pool_sql.COUNTING_STATES,
        model=origin[0],
        id=origin[1],
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
        pool_sql.people(member_ids, instant),
        policy_sql.effective_policies(member_ids, draft),
        days_sql.next_days(member_ids, instant, channel),
    )
