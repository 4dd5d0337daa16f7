"""SQL of the past that only Email Marketing knows: sources as ``recruitment_pool.past_sql`` states them."""

from odoo.tools import SQL

from odoo.addons.recruitment_pool.past_sql import is_outsider, translated

REACHED = ("pending", "sent", "open", "reply")  # of a trace


def traces():
    """Mailings that reached the person through an application: one touch a mailing and channel.

    The origin is the mailing, as at its door: who has it already is not reached again.
    """
    return SQL(
        """SELECT a.member_id, x.sent_datetime AS at,
                  CASE x.trace_type WHEN 'sms' THEN 'sms' ELSE 'email' END AS channel,
                  COALESCE(t.code, 'newsletter') AS type, 'out' AS direction, m.user_id, m.subject AS summary,
                  'mailing.mailing' AS origin_model, m.id AS origin_id,
                  'hr.applicant' AS res_model, a.id AS res_id
             FROM application a
             JOIN mailing_trace x ON x.model = 'hr.applicant' AND x.res_id = a.id
             JOIN mailing_mailing m ON m.id = x.mass_mailing_id
             LEFT JOIN recruitment_message_type t ON t.id = m.pool_message_type_id
            WHERE x.trace_status IN %s AND NOT COALESCE(x.is_test_trace, FALSE)
              AND x.sent_datetime >= (SELECT at FROM since)""",
        REACHED,
    )


def registrations():
    """Registrations for events by the person, known by contact or e-mail, in the event's company."""
    return SQL(
        """SELECT k.member_id, r.create_date AS at, 'other' AS channel, 'inbound' AS type, 'in' AS direction,
                  NULL::int AS user_id, %s AS summary,
                  'event.registration' AS origin_model, r.id AS origin_id,
                  'event.registration' AS res_model, r.id AS res_id
             FROM event_registration r
             JOIN event_event e ON e.id = r.event_id
             JOIN recruitment_pool_member_key k
               ON (k.kind = 'email' AND k.value = lower(trim(r.email))
                   OR k.kind = 'partner' AND k.value = r.partner_id::text)
              AND (k.company_id IS NULL OR e.company_id IS NULL OR k.company_id = e.company_id)
            WHERE r.state IN ('open', 'done') AND NOT COALESCE(k.is_shared, FALSE)
              AND r.create_date >= (SELECT at FROM since) AND %s""",
        translated("e.name"),
        is_outsider("r.create_uid"),
    )


def own_mailings():
    """Give mailings the company of their responsible, changing no other column."""
    return SQL(
        """UPDATE mailing_mailing m SET pool_company_id = u.company_id
             FROM res_users u
            WHERE u.id = m.user_id AND m.pool_company_id IS DISTINCT FROM u.company_id
        RETURNING m.id"""
    )
