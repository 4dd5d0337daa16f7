"""Generate LETTER as the mailing queue does; prints ``TIME seconds processor-seconds mails cancelled``.

The processor's seconds are those of this process and of its PostgreSQL connections: what else
the machine does hardly changes them.

GUARD=open opens the gate: the same people, mailing and database as if the cadence were not there.
GUARD=late guesses of nobody that he will be left out: all are rendered first.
"""

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
Composer = type(env["mail.compose.message"])


def spend():
    """Seconds of the processor that this database has cost so far."""
    env.cr.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for (pid,) in env.cr.fetchall()]
    return time.process_time() + sum(int(field[11]) + int(field[12]) for field in fields) / TICKS


letter = env["mailing.mailing"].browse(int(os.environ["LETTER"]))
if os.environ["GUARD"] == "open":
    Composer._get_open_pool_door = lambda composer: None
elif os.environ["GUARD"] == "late":
    Composer._find_suspects = lambda composer, res_ids: frozenset()
# Templates and views are compiled once in the life of a process: not in the time taken.
letter._render_field("body_html", env[letter.mailing_model_real].search([], limit=1).ids)
spent = spend()
env.cr.commit()
start = time.perf_counter()
letter._action_send_mail()
env.cr.commit()
seconds = time.perf_counter() - start
spent = spend() - spent
env.cr.execute(
    "SELECT count(*) FILTER (WHERE trace_status = 'outgoing'), count(*) FILTER (WHERE trace_status = 'cancel')"
    " FROM mailing_trace WHERE mass_mailing_id = %s",
    (letter.id,),
)
print("TIME", seconds, spent, *env.cr.fetchone())
