"""How long finding duplicates takes, at a tenth of the people and at all of them, and one merge.

Run, on a database with the addon (all is rolled back):

    dev/run python tests/benchmark/bench_duplicates.py DATABASE [people]

Of 20 people one is there twice by name and phone and one by an application's profile, and 500 have one name
and one phone: comparing each with each would show. Ten times the people may take ten times as long.
"""

import sys
from time import perf_counter

import odoo
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry

NAMESAKES = 500


def make_pool(env, people):
    """People with e-mail, phone, profile and an application each."""
    values = {"people": people, "company": env.company.id, "namesakes": NAMESAKES}
    env.cr.execute(
        """INSERT INTO recruitment_pool_member (name, active, company_id, effective_tz, create_date, write_date)
           SELECT CASE WHEN n <= %(namesakes)s THEN 'Same Name' ELSE 'Ada ' || n / 2 * 2 END,
                  TRUE, %(company)s, 'Europe/Paris', now(), now()
             FROM generate_series(1, %(people)s) n RETURNING id""",
        values,
    )
    values["ids"] = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(
        """INSERT INTO recruitment_pool_member_key (member_id, company_id, kind, value)
           SELECT id, %(company)s, k.kind, k.value
             FROM unnest(%(ids)s) WITH ORDINALITY AS u(id, n), LATERAL (VALUES
                  ('email', 'a' || n || '@example.com'), ('profile', 'linkedin.com/in/a' || n),
                  ('phone', '+33' || CASE WHEN n <= %(namesakes)s THEN 0 WHEN n %% 20 < 2 THEN n / 2 ELSE n + 90000000
                            END)) AS k(kind, value)""",
        values,
    )
    env.cr.execute(
        """INSERT INTO hr_applicant (partner_name, active, company_id, pool_member_id, email_normalized,
                                     linkedin_profile, kanban_state)
           SELECT 'A', TRUE, %(company)s, id, 'a' || n || '@example.com',
                  'https://www.linkedin.com/in/a' || CASE WHEN n %% 20 = 7 THEN n + 1 ELSE n END || '/', 'normal'
             FROM unnest(%(ids)s) WITH ORDINALITY AS u(id, n)""",
        values,
    )
    env.cr.execute("ANALYZE recruitment_pool_member, recruitment_pool_member_key, hr_applicant")
    env.invalidate_all()


def measure(registry, people):
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        env["recruitment.pool.member"].search([]).unlink()
        make_pool(env, people)
        Duplicate = env["recruitment.pool.duplicate"]
        before, start = cr.sql_log_count, perf_counter()
        pairs = Duplicate._find()
        first, statements = perf_counter() - start, cr.sql_log_count - before
        start = perf_counter()
        assert Duplicate._find() == pairs
        again = perf_counter() - start
        pair = Duplicate.search([("reason", "=", "profile")], limit=1)
        start = perf_counter()
        pair.action_merge()
        env.flush_all()
        print(
            f"{people:7} people: {pairs:6} pairs in {first:.2f} s, again {again:.2f} s, {statements} statements;"
            f" one merge {1000 * (perf_counter() - start):.0f} ms"
        )
        cr.rollback()


def main():
    database = sys.argv[1]
    people = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    odoo.tools.config.parse_config(["-d", database])
    registry = Registry(database)
    for number in (people // 10, people):
        measure(registry, number)


if __name__ == "__main__":
    main()
