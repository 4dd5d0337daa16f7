"""Time the days of the whole pool beside the bare aggregate; prints ``TIME name seconds rows`` lines.

The rounds of the statements alternate and the fastest counts: others may use the machine too.
"""

import resource
import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.recruitment_pool import cadence_sql, pool_sql
from odoo.addons.recruitment_pool.models.recruitment_pool_cadence_mixin import FOLD_BATCH, REFRESH_PARAMETER

ROUNDS = 7
Member = env["recruitment.pool.member"]
now = env.cr.now()
ids = Member.with_context(active_test=False).search([], order="id").ids
batches = [range(ids[at], ids[min(at + FOLD_BATCH, len(ids)) - 1] + 1) for at in range(0, len(ids), FOLD_BATCH)]


def fold_at(instant):
    return [cadence_sql.fold(batch, instant, "email", 1) for batch in batches]


def run(statements):
    """Run them tuned; the rows they wrote or returned."""
    env.cr.execute(pool_sql.tune(True))
    rows = 0
    for statement in statements:
        env.cr.execute(statement)
        rows += env.cr.rowcount
    return rows


def run_refresh():
    Member._cron_refresh_contacted()
    return contacted


# A letter to one in a hundred has just left, and the last refresh was before it.
env["ir.config_parameter"].set_param(REFRESH_PARAMETER, fields.Datetime.to_string(now))
env.flush_all()
env.cr.execute(
    """INSERT INTO recruitment_pool_touch (member_id, company_id, at, day, channel_id, message_type_id, direction,
              state, is_counted, is_warm, summary, create_date, write_date)
       SELECT id, company_id, %(now)s, %(now)s, %(channel)s, %(type)s, 'out',
              'sent', TRUE, FALSE, 'Letter', %(now)s, %(now)s
         FROM recruitment_pool_member WHERE id %% 100 = 0""",
    {
        "now": now,
        "channel": env.ref("recruitment_pool.channel_email").id,
        "type": env.ref("recruitment_pool.message_type_newsletter").id,
    },
)
contacted = env.cr.rowcount
env.cr.commit()
reading = {
    "bare": lambda: run([SQL("SELECT member_id, max(day) FROM recruitment_pool_touch GROUP BY member_id")]),
    "counting": lambda: run(
        [SQL("SELECT member_id, max(day) FROM recruitment_pool_touch t WHERE %s GROUP BY 1", pool_sql.COUNTING)]
    ),
    "days": lambda: run([cadence_sql.dry_run(None, now, "email", "newsletter", (None, None), None)]),
}
# After the others: what they write stays in the table as dead rows, which everybody would read.
writing = {
    "refresh": run_refresh,
    "fold_unchanged": lambda: run(fold_at(now)),
    "fold_next_night": lambda: run(fold_at(now + timedelta(days=1))),
}
best = {}
for cases in (reading, writing):
    for _round in range(ROUNDS):
        for name, case in cases.items():
            env.cr.execute("SAVEPOINT round")
            start = time.perf_counter()
            rows = case()
            seconds = time.perf_counter() - start
            env.cr.execute("ROLLBACK TO SAVEPOINT round")
            best[name] = min(best.get(name, (seconds, rows)), (seconds, rows))
for name, (seconds, rows) in best.items():
    print("TIME", name, seconds, rows)
env.cr.execute("UPDATE recruitment_pool_member SET next_allowed_day = NULL")
env.cr.commit()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
Member._cron_fold_pool()
print("MEMORY", before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, len(batches))
