"""SQL of duplicates and of merging people.

Merging: only where a plain move would meet a unique key; whatever else names a person is
moved by Odoo's own merge. ``people`` are the ids of all who become one, ``kept`` the one
of them who stays. Callers flush, and invalidate.
"""

from odoo.tools import SQL

from .pool_sql import COUNTING_STATES

# Merging


def keep_one_touch_per_mailing(people, kept):
    """Two contacts by one mailing stay two contacts, of which one names the mailing.

    Both were made and both count; the ledger's index wants one of a mailing and a person.
    """
    return SQL(
        """WITH ranked AS (
            SELECT id, row_number() OVER (PARTITION BY origin_id, channel_id
                                          ORDER BY state = 'sent' DESC, member_id = %(kept)s DESC, id) AS rank
              FROM recruitment_pool_touch
             WHERE member_id = ANY(%(people)s) AND origin_model = 'mailing.mailing' AND origin_id IS NOT NULL
               AND state IN %(states)s
        )
        UPDATE recruitment_pool_touch t SET origin_id = NULL
          FROM ranked r WHERE r.id = t.id AND r.rank > 1
        RETURNING t.id""",
        people=people,
        kept=kept,
        states=COUNTING_STATES,
    )


def move_documents_of_touches(people, kept):
    """Touches that were about the file of one of these people are about the file that stays."""
    return SQL(
        """UPDATE recruitment_pool_touch SET res_id = %s
            WHERE member_id = ANY(%s) AND res_model = 'recruitment.pool.member' AND res_id = ANY(%s)
        RETURNING id""",
        kept,
        people,
        people,
    )


def move_documents(columns, model, gone, kept):
    """Let rows of any table (name, column of the model, column of the id) name the record that stays."""
    table, model_column, id_column = map(SQL.identifier, columns)
    return SQL(
        "UPDATE %s SET %s = %s WHERE %s = %s AND %s = ANY(%s) RETURNING id",
        table,
        id_column,
        kept,
        model_column,
        model,
        id_column,
        gone,
    )


def _ranked_memberships(people, kept):
    """CTE ``ranked``: by category, what was decided by hand first, then what the one who stays has.

    ``since`` and ``until`` are those of all lines that say the same, in or out.
    """
    return SQL(
        """ranked AS (
            SELECT id,
                   row_number() OVER (PARTITION BY category_id
                                      ORDER BY manual IS NULL, member_id = %(kept)s DESC, id) AS rank,
                   min(since) OVER same AS since,
                   CASE WHEN bool_or(until IS NULL) OVER same THEN NULL ELSE max(until) OVER same END AS until
              FROM recruitment_pool_membership
             WHERE member_id = ANY(%(people)s)
            WINDOW same AS (PARTITION BY category_id, COALESCE(manual, 'in'))
        )""",
        people=people,
        kept=kept,
    )


def span_memberships(people, kept):
    """Where several are in one category, the line that stays spans all of them."""
    return SQL(
        """WITH %s
        UPDATE recruitment_pool_membership m SET since = r.since, until = r.until
          FROM ranked r WHERE r.id = m.id AND r.rank = 1
        RETURNING m.id""",
        _ranked_memberships(people, kept),
    )


def drop_double_memberships(people, kept):
    return SQL(
        """WITH %s
        DELETE FROM recruitment_pool_membership m USING ranked r
         WHERE r.id = m.id AND r.rank > 1
        RETURNING m.id""",
        _ranked_memberships(people, kept),
    )


def drop_double_keys(people, kept):
    """Keep each address once; what was marked as several people's stays so."""
    return SQL(
        """WITH ranked AS (
            SELECT id,
                   row_number() OVER (PARTITION BY kind, value
                                      ORDER BY COALESCE(is_shared, FALSE) DESC, member_id = %(kept)s DESC, id) AS rank
              FROM recruitment_pool_member_key
             WHERE member_id = ANY(%(people)s)
        )
        DELETE FROM recruitment_pool_member_key k USING ranked r
         WHERE r.id = k.id AND r.rank > 1
        RETURNING k.id""",
        people=people,
        kept=kept,
    )


def move_duplicates(people, kept):
    """What was said of any of these people and somebody else is said of the one who stays."""
    return SQL(
        """WITH pair AS (
            SELECT CASE WHEN member_id = ANY(%(people)s) THEN other_id ELSE member_id END AS stranger,
                   company_id, reason, state, create_uid, write_uid, create_date, write_date
              FROM recruitment_pool_duplicate
             WHERE (member_id = ANY(%(people)s)) <> (other_id = ANY(%(people)s))
        )
        INSERT INTO recruitment_pool_duplicate (
               member_id, other_id, company_id, reason, state, create_uid, write_uid, create_date, write_date)
        SELECT DISTINCT ON (stranger) LEAST(stranger, %(kept)s), GREATEST(stranger, %(kept)s),
               company_id, reason, state, create_uid, write_uid, create_date, write_date
          FROM pair
         ORDER BY stranger, state = 'distinct' DESC
            ON CONFLICT (member_id, other_id) DO UPDATE
           SET state = EXCLUDED.state
         WHERE EXCLUDED.state = 'distinct'
        RETURNING id""",
        people=people,
        kept=kept,
    )


def drop_duplicates(people, kept):
    """Forget the pairs of those who go, once ``move_duplicates`` has taken over what they say."""
    gone = [member_id for member_id in people if member_id != kept]
    return SQL(
        "DELETE FROM recruitment_pool_duplicate WHERE member_id = ANY(%s) OR other_id = ANY(%s) RETURNING id",
        gone,
        gone,
    )


# Finding


def read_names():
    """(member, company, name) of everybody but erased people, whom nothing names."""
    return SQL("SELECT id, company_id, name FROM recruitment_pool_member WHERE is_erased IS NOT TRUE")


def read_clues():
    """(member, kind, value, normalized or not) of all that names people: keys, applications, contacts."""
    return SQL(
        """SELECT member_id, kind, value, TRUE FROM recruitment_pool_member_key
            WHERE kind <> 'partner'
            UNION
           SELECT a.pool_member_id, c.kind, c.value, FALSE
             FROM hr_applicant a
            CROSS JOIN LATERAL (VALUES ('email', a.email_normalized), ('profile', a.linkedin_profile),
                                       ('phone', a.phone_sanitized)) AS c(kind, value)
            WHERE a.pool_member_id IS NOT NULL AND c.value <> ''
            UNION
           SELECT m.id, 'email', p.email_normalized, FALSE
             FROM recruitment_pool_member m JOIN res_partner p ON p.id = m.partner_id
            WHERE p.email_normalized <> ''"""
    )


def read_shared_addresses():
    """(kind, value) of the addresses of several people, which prove nothing."""
    return SQL("SELECT DISTINCT kind, value FROM recruitment_pool_member_key WHERE is_shared")


def read_distinct():
    """(member, other) pairs that somebody called two people."""
    return SQL("SELECT member_id, other_id FROM recruitment_pool_duplicate WHERE state = 'distinct'")


def replace_proposals(rows, instant, uid):
    """Make the open proposals those of ``rows`` (member, other, reason), leaving what is so already."""
    members, others, reasons = zip(*rows, strict=True) if rows else ((), (), ())
    return SQL(
        """WITH found AS (
            SELECT * FROM unnest(%(members)s::int[], %(others)s::int[], %(reasons)s::text[])
                AS f(member_id, other_id, reason)
        ), gone AS (
            DELETE FROM recruitment_pool_duplicate d
             WHERE d.state = 'open'
               AND NOT EXISTS (SELECT 1 FROM found f WHERE f.member_id = d.member_id AND f.other_id = d.other_id)
        )
        INSERT INTO recruitment_pool_duplicate AS d (
               member_id, other_id, company_id, reason, state, create_uid, write_uid, create_date, write_date)
        SELECT f.member_id, f.other_id, m.company_id, f.reason, 'open', %(uid)s, %(uid)s, %(now)s, %(now)s
          FROM found f JOIN recruitment_pool_member m ON m.id = f.member_id
            ON CONFLICT (member_id, other_id) DO UPDATE SET reason = EXCLUDED.reason
         WHERE d.reason <> EXCLUDED.reason
        RETURNING d.id""",
        members=list(members),
        others=list(others),
        reasons=list(reasons),
        now=instant,
        uid=uid,
    )
