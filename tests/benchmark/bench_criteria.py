"""How long categories that fill themselves take, and how many statements, at two sizes of the pool.

Run, on a database with the addon (all is rolled back):

    dev/run python tests/benchmark/bench_criteria.py DATABASE [people] [categories]

The statements must be as many for a tenth of the people (but for one ANALYZE a category); seconds
are those of the machine.
"""

import sys
from time import perf_counter

import odoo
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry

FIRST_NAMES = ["Ada", "Bob", "Chloe", "David", "Emma", "Farid", "Gilles", "Hana", "Ines", "Jules"]
FIGURES = ["member_count", "contactable_count", "pressure_mean", "policy_sentence"]


def make_pool(env, people):
    """People with an application each (ten jobs, two thirds refused) and three touches."""
    jobs = env["hr.job"].create([{"name": f"Job {number}"} for number in range(10)])
    reason = env["hr.applicant.refuse.reason"].create({"name": "Second choice"})
    stage = env.ref("hr_recruitment.stage_job3")
    email = env.ref("recruitment_pool.channel_email")
    newsletter = env.ref("recruitment_pool.message_type_newsletter")
    env.flush_all()
    values = {
        "people": people, "names": FIRST_NAMES, "jobs": jobs.ids, "company": env.company.id, "reason": reason.id,
        "stage": stage.id, "email": email.id, "newsletter": newsletter.id,
    }  # fmt: skip
    env.cr.execute(
        """INSERT INTO recruitment_pool_member
                  (name, active, company_id, effective_tz, is_candidate, create_date, write_date)
           SELECT (%(names)s)[1 + n %% 10] || ' ' || n, TRUE, %(company)s, 'Europe/Paris', TRUE,
                  now() - make_interval(days => (n %% 1000)::int), now()
             FROM generate_series(1, %(people)s) n RETURNING id""",
        values,
    )
    values["ids"] = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(
        """INSERT INTO hr_applicant (partner_name, active, company_id, pool_member_id, job_id, stage_id,
                                     refuse_reason_id, refuse_date, create_date, date_last_stage_update, kanban_state)
           SELECT 'Application', n %% 3 = 0, %(company)s, id, (%(jobs)s)[1 + n %% 10], %(stage)s,
                  CASE WHEN n %% 3 > 0 THEN %(reason)s END, day, day, day, 'normal'
             FROM unnest(%(ids)s) WITH ORDINALITY AS u(id, n),
                  LATERAL (SELECT now() - make_interval(days => (n %% 1000)::int) AS day) d""",
        values,
    )
    env.cr.execute(
        """INSERT INTO recruitment_pool_touch (member_id, company_id, at, day, channel_id, message_type_id,
                                               direction, state, is_counted, write_date)
           SELECT id, %(company)s, now(), current_date - (n * k %% 120)::int, %(email)s, %(newsletter)s,
                  'out', 'sent', TRUE, now()
             FROM unnest(%(ids)s) WITH ORDINALITY AS u(id, n), generate_series(1, 3) k""",
        values,
    )
    env.cr.execute("ANALYZE recruitment_pool_member, hr_applicant, recruitment_pool_touch")
    return jobs, reason


def make_categories(env, number, jobs, reason):
    """Categories of five shapes of criteria, each with a policy of its own."""
    env["recruitment.pool.category"].search([]).action_archive()
    categories = env["recruitment.pool.category"]
    for index in range(number):
        job = jobs[index % len(jobs)]
        shapes = [
            [("applicant_ids.job_id", "=", job.id)],
            [("applicant_ids", "any", [("job_id", "=", job.id), ("refuse_reason_id", "=", reason.id)])],
            [("name", "ilike", FIRST_NAMES[index % 10])],
            [("create_date", ">=", f"today -{index + 1}m"), ("applicant_ids.refuse_reason_id", "!=", False)],
            ["!", ("touch_ids", "any", [("day", ">=", f"today -{index + 20}d")])],
        ]
        policy = env["recruitment.contact.policy"].create(
            {"name": f"P{index}", "rule_ids": [(0, 0, {"touch_limit": 1, "window_days": 20 + index})]}
        )
        category = env["recruitment.pool.category"].create({"name": f"C{index}", "policy_id": policy.id})
        env.cr.execute(
            "UPDATE recruitment_pool_category SET criteria_domain = %s WHERE id = %s",
            [str(shapes[index % 5]), category.id],
        )
        categories |= category
    env.invalidate_all()
    return categories


def measure(env, name, act):
    """Print seconds and statements of ``act``; return the statements."""
    env.flush_all()
    env.invalidate_all()
    before, start = env.cr.sql_log_count, perf_counter()
    said = act()
    statements = env.cr.sql_log_count - before
    print(f"{name:<52} {perf_counter() - start:8.2f} {statements:10}  {said}", flush=True)
    return statements


def run(env, people, number):
    """The measures of one size: {name: statements}."""
    print(f"\n{people} people, {number} categories {'':<19}  seconds statements")
    jobs, reason = make_pool(env, people)
    categories = make_categories(env, number, jobs, reason)
    Category, Member = env["recruitment.pool.category"], env["recruitment.pool.member"]
    some = Member.search([], limit=20).ids

    def evaluate(ids=None):
        changed = Category._evaluate_all(ids)
        return ", ".join(f"{len(people)} {kind}" for kind, people in changed.items())

    def policy_effect():
        policy = categories[0].policy_id
        draft = policy.new(origin=policy)
        draft.rule_ids = [(1, policy.rule_ids.id, {"window_days": 90})]
        return [line["label"] for line in draft.effect["lines"]]

    def preview():
        draft = categories[0].new(origin=categories[0])
        draft.criteria_domain = "[('name', 'ilike', 'Ada')]"
        return [line["label"] for line in draft.criteria_preview["lines"]]

    return {
        name: measure(env, name, act)
        for name, act in (
            ("first evaluation, everybody folded", evaluate),
            ("evaluation where nothing changed", evaluate),
            ("evaluation of 20 people just changed", lambda: evaluate(some)),
            ("history brought up to the dates", lambda: Category._cron_evaluate_criteria()),
            ("preview of criteria", preview),
            ("preview of a policy", policy_effect),
            ("figures of all categories", lambda: len(categories.read(FIGURES))),
            ("figures of one category", lambda: len(categories[0].read([*FIGURES, "pressure_graph"]))),
        )
    }


def main(database, people=20_000, number=30):
    """Measure at a tenth of the size and at the whole of it; 1 if statements grow with people."""
    odoo.tools.config.parse_config(["--log-level=warn"])
    registry = Registry(database)
    statements = []
    for size in (people // 10, people):
        with registry.cursor() as cr:
            statements.append(run(Environment(cr, SUPERUSER_ID, {}), size, number))
            cr.rollback()
    # One ANALYZE for each category that changes a lot may come on top.
    grown = [name for name, count in statements[1].items() if count > statements[0][name] + number]
    print("\nStatements grow with people:", ", ".join(grown) or "nowhere")
    return int(bool(grown))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
