"""SQL of the adoption: native talents become members.

Each statement is one for the whole database. Of Odoo's own rows none is written but
for our link on ``hr_applicant``. Callers flush, and invalidate.
"""

from odoo.tools import SQL

from . import pool_sql


def take_turn(parameter, instant, uid):
    """Let one adoption run at a time: the second waits, then fails to serialize and is tried again.

    An advisory lock would not do: the transaction that waited for it reads the past.
    """
    return SQL(
        """INSERT INTO ir_config_parameter AS p (key, value, create_uid, write_uid, create_date, write_date)
           VALUES (%(key)s, %(now)s::timestamp::text, %(uid)s, %(uid)s, %(now)s, %(now)s)
               ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, write_date = EXCLUDED.write_date
        RETURNING p.id""",
        key=parameter,
        now=instant,
        uid=uid,
    )


def read_applications():
    """(id, company, e-mail, contact, the contact's e-mail, profile, phone, member, talent or not) of all."""
    return SQL(
        """SELECT a.id, a.company_id, a.email_normalized, a.partner_id, p.email, a.linkedin_profile,
                  a.phone_sanitized, a.pool_member_id,
                  EXISTS (SELECT 1 FROM hr_applicant_hr_talent_pool_rel t WHERE t.hr_applicant_id = a.id)
             FROM hr_applicant a
             LEFT JOIN res_partner p ON p.id = a.partner_id
            ORDER BY a.id"""
    )


def read_keys():
    """(kind, value, company, member, shared or not) of the addresses that name one person."""
    return SQL(
        """SELECT kind, value, company_id, member_id, COALESCE(is_shared, FALSE)
             FROM recruitment_pool_member_key
            WHERE kind <> 'phone'
            ORDER BY member_id"""
    )


def new_ids(count):
    return SQL("SELECT nextval('recruitment_pool_member_id_seq') FROM generate_series(1, %s)", count)


def add_members(rows, words, instant, uid):
    """Insert members (id, company, application that describes the person, zone, profile URL).

    :param words: (name of somebody without any, language of somebody without a contact,
        characters that begin no name)
    """
    ids, companies, applicants, zones, profiles = zip(*rows, strict=True)
    return SQL(
        """INSERT INTO recruitment_pool_member (
               id, company_id, name, active, partner_id, email, email_normalized, phone, phone_sanitized,
               profile_url, lang, effective_tz, user_id, source_id, is_candidate, message_bounce,
               create_uid, write_uid, create_date, write_date)
        SELECT q.id, q.company_id,
               COALESCE(NULLIF(ltrim(trim(a.partner_name), %(formula)s), ''),
                        NULLIF(ltrim(trim(p.name), %(formula)s), ''), a.email_normalized, %(unnamed)s), TRUE,
               CASE WHEN p.company_id IS NULL OR p.company_id = q.company_id THEN p.id END,
               a.email_from, a.email_normalized, a.partner_phone, a.phone_sanitized, q.profile,
               COALESCE(p.lang, %(lang)s), q.zone, a.user_id, a.source_id, TRUE, 0,
               %(uid)s, %(uid)s, %(now)s, %(now)s
          FROM unnest(%(ids)s::int[], %(companies)s::int[], %(applicants)s::int[], %(zones)s::text[],
                      %(profiles)s::text[]) AS q(id, company_id, applicant_id, zone, profile)
          JOIN hr_applicant a ON a.id = q.applicant_id
          LEFT JOIN res_partner p ON p.id = a.partner_id
        RETURNING id""",
        ids=list(ids),
        companies=list(companies),
        applicants=list(applicants),
        zones=list(zones),
        profiles=list(profiles),
        formula=words[2],
        unnamed=words[0],
        lang=words[1],
        uid=uid,
        now=instant,
    )


def add_keys(rows, instant, uid):
    """Insert the addresses (member, kind, value) that nobody of the company has yet."""
    members, kinds, values = zip(*rows, strict=True)
    return SQL(
        """INSERT INTO recruitment_pool_member_key (
               member_id, company_id, kind, value, create_uid, write_uid, create_date, write_date)
        SELECT m.id, m.company_id, q.kind, q.value, %(uid)s, %(uid)s, %(now)s, %(now)s
          FROM unnest(%(members)s::int[], %(kinds)s::text[], %(values)s::text[]) AS q(member_id, kind, value)
          JOIN recruitment_pool_member m ON m.id = q.member_id
         WHERE NOT EXISTS (SELECT 1 FROM recruitment_pool_member_key k
                            WHERE k.kind = q.kind AND k.value = q.value
                              AND (k.member_id = m.id
                                   OR k.kind <> 'phone' AND k.is_shared IS NOT TRUE
                                      AND k.company_id IS NOT DISTINCT FROM m.company_id))
            ON CONFLICT DO NOTHING
        RETURNING id""",
        members=list(members),
        kinds=list(kinds),
        values=list(values),
        uid=uid,
        now=instant,
    )


def link_applications(rows):
    """Say whose application each (application, member) is, changing no other column."""
    applicants, members = zip(*rows, strict=True)
    return SQL(
        """UPDATE hr_applicant a SET pool_member_id = q.member_id
             FROM unnest(%s::int[], %s::int[]) AS q(id, member_id)
            WHERE a.id = q.id AND a.pool_member_id IS NULL
        RETURNING a.id""",
        list(applicants),
        list(members),
    )


def read_pool_companies():
    """(native pool, companies of its people, None = shared by all) of pools with people."""
    return SQL(
        """SELECT t.hr_talent_pool_id, array_agg(DISTINCT m.company_id)
             FROM hr_applicant_hr_talent_pool_rel t
             JOIN hr_applicant a ON a.id = t.hr_applicant_id
             JOIN recruitment_pool_member m ON m.id = a.pool_member_id
            GROUP BY t.hr_talent_pool_id"""
    )


def add_memberships(reasons, instant, uid):
    """Put people into the categories of their native pools, with a line in the history.

    :param reasons: {id of a category: why people are in it}
    """
    return SQL(
        """WITH added AS (
            INSERT INTO recruitment_pool_membership (
                   member_id, category_id, company_id, since, manual, reason,
                   create_uid, write_uid, create_date, write_date)
            SELECT m.id, c.id, m.company_id, %(first_day)s, 'in', q.reason,
                   %(uid)s, %(uid)s, %(now)s, %(now)s
              FROM unnest(%(categories)s::int[], %(reasons)s::text[]) AS q(category_id, reason)
              JOIN recruitment_pool_category c ON c.id = q.category_id
              JOIN hr_applicant_hr_talent_pool_rel t ON t.hr_talent_pool_id = c.talent_pool_id
              JOIN hr_applicant a ON a.id = t.hr_applicant_id
              JOIN recruitment_pool_member m ON m.id = a.pool_member_id
             WHERE c.company_id IS NULL OR c.company_id = m.company_id
             GROUP BY m.id, c.id, q.reason
                ON CONFLICT (member_id, category_id) DO NOTHING
            RETURNING member_id, category_id, company_id, reason
        ), logged AS (
            INSERT INTO recruitment_pool_membership_event (
                   member_id, category_id, company_id, at, kind, is_by_criteria, user_id, reason,
                   create_uid, write_uid, create_date, write_date)
            SELECT member_id, category_id, company_id, %(now)s, 'join', FALSE, %(uid)s, reason,
                   %(uid)s, %(uid)s, %(now)s, %(now)s
              FROM added
        )
        SELECT DISTINCT member_id FROM added""",
        first_day=pool_sql.civil_day(SQL("min(a.create_date)"), SQL("m.effective_tz")),
        categories=list(reasons),
        reasons=list(reasons.values()),
        uid=uid,
        now=instant,
    )
