"""SQL of the past: what Odoo knows of contacts with people of the pool, as touches.

A *source* is a SELECT of (member_id, at, channel, type, direction, user_id, summary,
origin_model, origin_id, res_model, res_id), channel and type by code, ``at`` naive UTC.
It may use the CTEs ``application`` (rows of hr_applicant, with member_id) and ``since`` (at, lang).
Bounced, failed and cancelled messages are in none. Callers flush.
"""

from odoo.tools import SQL

REACHED = ("sent", "pending")  # of a notification: delivered; an SMS handed over


def fill(source, member_ids, since, instant, lang, uid):
    """Insert the touches of one source that the ledger does not have, by one statement.

    Known = same person, direction and origin; or written by a door, which names the
    document and the day but no origin.

    :return: query of (member id, number of touches) rows
    """
    scope = SQL() if member_ids is None else SQL("AND m.id = ANY(%s)", list(member_ids))
    return SQL(
        """WITH application AS (
            SELECT a.*, m.id AS member_id
              FROM hr_applicant a JOIN recruitment_pool_member m ON m.id = a.pool_member_id
             WHERE NOT COALESCE(m.is_erased, FALSE) %(scope)s
        ), since AS (SELECT %(since)s::timestamp AS at, %(lang)s AS lang
        ), fact AS (%(source)s
        ), fresh AS (
            SELECT f.*, (f.at AT TIME ZONE 'UTC' AT TIME ZONE m.effective_tz)::date AS day, m.company_id,
                   ch.id AS channel_id, t.id AS message_type_id, t.is_counted, t.keeps_warm,
                   COALESCE(t.name ->> %(lang)s, t.name ->> 'en_US') AS type_name
              FROM fact f
              JOIN recruitment_pool_member m ON m.id = f.member_id AND NOT COALESCE(m.is_erased, FALSE) %(scope)s
              JOIN recruitment_contact_channel ch ON ch.code = f.channel
              JOIN recruitment_message_type t ON t.code = f.type
             WHERE f.at >= %(since)s AND f.at <= %(now)s
        ), added AS (
            INSERT INTO recruitment_pool_touch (
                   member_id, company_id, at, day, channel_id, message_type_id, direction, state, is_counted,
                   is_warm, user_id, summary, origin_model, origin_id, res_model, res_id,
                   create_uid, write_uid, create_date, write_date)
            SELECT DISTINCT ON (f.member_id, f.direction, f.channel, f.origin_model, f.origin_id)
                   f.member_id, f.company_id, f.at, f.day, f.channel_id, f.message_type_id, f.direction, 'sent',
                   f.is_counted, f.keeps_warm, f.user_id, COALESCE(NULLIF(trim(f.summary), ''), f.type_name),
                   f.origin_model, f.origin_id, f.res_model, f.res_id, %(uid)s, %(uid)s, %(now)s, %(now)s
              FROM fresh f
             WHERE NOT EXISTS (
                   SELECT 1 FROM recruitment_pool_touch k
                    WHERE k.member_id = f.member_id AND k.direction = f.direction
                      AND (k.origin_model = f.origin_model AND k.origin_id = f.origin_id
                           OR k.origin_model IS NULL AND k.res_model = f.res_model AND k.res_id = f.res_id
                              AND k.day = f.day AND k.channel_id = f.channel_id))
             ORDER BY f.member_id, f.direction, f.channel, f.origin_model, f.origin_id, f.at
            RETURNING member_id
        )
        SELECT member_id, count(*) FROM added GROUP BY member_id""",
        scope=scope,
        source=source,
        since=since,
        now=instant,
        lang=lang,
        uid=uid,
    )


def own_user(partner):
    """The internal user behind a partner column, or NULL."""
    return SQL(
        "(SELECT min(u.id) FROM res_users u WHERE u.partner_id = %s AND NOT COALESCE(u.share, FALSE))",
        SQL(partner),
    )


def translated(column):
    """A translated column in the language in which the past is written down."""
    return SQL("COALESCE(%(name)s ->> (SELECT lang FROM since), %(name)s ->> 'en_US')", name=SQL(column))


def is_outsider(user):
    """Whether a user column is no colleague: the website, the gateway (user 1), the portal."""
    return SQL("EXISTS (SELECT 1 FROM res_users u WHERE u.id = %s AND (u.share OR u.id = 1))", SQL(user))


def messages_out(has_mailings):
    """Mails and SMS on applications that reached the person: personal, bulk or transactional.

    A mail of a colleague is personal; one of the bulk composer is company news; stage mails
    and notifications are transactional. What a mailing sent is left to its traces.
    """
    no_mailing = SQL(
        "AND NOT EXISTS (SELECT 1 FROM mailing_trace x WHERE x.message_id = g.message_id)" if has_mailings else ""
    )
    return SQL(
        """WITH letter AS (
            SELECT g.id, g.date, g.message_type, g.subject, a.id AS applicant_id, a.member_id, a.partner_id,
                   a.email_normalized, %(user)s AS user_id
              FROM application a
              JOIN mail_message g ON g.model = 'hr.applicant' AND g.res_id = a.id
             WHERE g.date >= (SELECT at FROM since) AND g.mail_activity_type_id IS NULL
               AND g.message_type <> 'out_of_office' %(no_mailing)s
        ), reached AS (
            SELECT l.id, CASE n.notification_type WHEN 'sms' THEN 'sms' ELSE 'email' END AS channel
              FROM letter l
              JOIN mail_notification n ON n.mail_message_id = l.id
             WHERE n.notification_type IN ('email', 'sms') AND n.notification_status IN %(reached)s
               AND (n.notification_type = 'sms' AND n.res_partner_id IS NULL
                    OR EXISTS (SELECT 1 FROM recruitment_pool_member_key k
                                WHERE k.member_id = l.member_id
                                  AND (k.kind = 'partner' AND k.value = n.res_partner_id::text
                                       OR k.kind = 'email' AND k.value = n.mail_email_address)))
             UNION
            -- Mails without notification: those of the bulk composer and of templates.
            SELECT l.id, 'email'
              FROM letter l
              JOIN mail_mail x ON x.mail_message_id = l.id AND x.state = 'sent'
              LEFT JOIN mail_mail_res_partner_rel r ON r.mail_mail_id = x.id
             WHERE NOT EXISTS (SELECT 1 FROM mail_notification n WHERE n.mail_message_id = l.id)
               AND (r.res_partner_id = l.partner_id OR position(l.email_normalized IN lower(x.email_to)) > 0)
        )
        SELECT l.member_id, l.date AS at, r.channel,
               CASE WHEN l.message_type = 'email_outgoing' THEN 'company_news'
                    WHEN l.message_type IN ('comment', 'email', 'sms') THEN 'personal'
                    ELSE 'transactional' END AS type,
               'out' AS direction, l.user_id, l.subject AS summary,
               'mail.message' AS origin_model, l.id AS origin_id,
               'hr.applicant' AS res_model, l.applicant_id AS res_id
          FROM letter l JOIN reached r ON r.id = l.id
         WHERE l.message_type <> 'email' OR l.user_id IS NOT NULL""",
        user=own_user("g.author_id"),
        no_mailing=no_mailing,
        reached=REACHED,
    )


def calls_and_meetings():
    """Activities done, and meetings of the calendar once past.

    A meeting in the calendar and its activity are one: the activity counts only where
    no meeting of the calendar ended in the week before it was done.
    """
    return SQL(
        """SELECT a.member_id, g.date AS at,
                  CASE t.category WHEN 'phonecall' THEN 'phone' ELSE 'meeting' END AS channel,
                  'personal' AS type, 'out' AS direction, %(user)s AS user_id,
                  %(name)s AS summary, 'mail.message' AS origin_model, g.id AS origin_id,
                  'hr.applicant' AS res_model, a.id AS res_id
             FROM application a
             JOIN mail_message g ON g.model = 'hr.applicant' AND g.res_id = a.id
             JOIN mail_activity_type t ON t.id = g.mail_activity_type_id
            WHERE g.date >= (SELECT at FROM since)
              AND (t.category = 'phonecall' OR t.category = 'meeting' AND NOT EXISTS (
                   SELECT 1 FROM calendar_event e
                    WHERE e.applicant_id = a.id AND e.active
                      AND e.stop BETWEEN g.date - interval '7 days' AND g.date + interval '1 day'))
            UNION ALL
           SELECT a.member_id, e.start, 'meeting', 'personal', 'out', e.user_id, e.name,
                  'calendar.event', e.id, 'hr.applicant', a.id
             FROM application a
             JOIN calendar_event e ON e.applicant_id = a.id
            WHERE e.active AND e.stop <= now() AT TIME ZONE 'UTC'""",
        name=translated("t.name"),
        user=own_user("g.author_id"),
    )


def refusals():
    return SQL(
        """SELECT a.member_id, a.refuse_date AS at, 'email' AS channel, 'transactional' AS type,
                  'out' AS direction, a.user_id, %s AS summary,
                  'hr.applicant' AS origin_model, a.id AS origin_id, 'hr.applicant' AS res_model, a.id AS res_id
             FROM application a
             JOIN hr_applicant_refuse_reason r ON r.id = a.refuse_reason_id
            WHERE a.refuse_date IS NOT NULL""",
        translated("r.name"),
    )


def from_the_person():
    """Applications by website or alias, and incoming mails.

    An application that a colleague typed in is none; nor is a talent, Odoo's copy of one.
    The mail that made an application is that application.
    """
    return SQL(
        """SELECT a.member_id, a.create_date AS at, 'other' AS channel, 'inbound' AS type, 'in' AS direction,
                  NULL::int AS user_id, %(name)s AS summary,
                  'hr.applicant' AS origin_model, a.id AS origin_id, 'hr.applicant' AS res_model, a.id AS res_id
             FROM application a
             LEFT JOIN hr_job j ON j.id = a.job_id
            WHERE %(outsider)s
              AND NOT EXISTS (SELECT 1 FROM hr_applicant_hr_talent_pool_rel t WHERE t.hr_applicant_id = a.id)
            UNION ALL
           SELECT a.member_id, g.date, 'email', 'inbound', 'in', NULL, g.subject,
                  'mail.message', g.id, 'hr.applicant', a.id
             FROM application a
             JOIN mail_message g ON g.model = 'hr.applicant' AND g.res_id = a.id
            WHERE g.message_type = 'email' AND g.date >= (SELECT at FROM since) AND %(user)s IS NULL
              AND g.create_date > a.create_date + interval '1 minute'""",
        name=translated("j.name"),
        outsider=is_outsider("a.create_uid"),
        user=own_user("g.author_id"),
    )
