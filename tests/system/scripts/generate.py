"""Generate the mails of MAILING, as the mailing queue does, once the file GO is there; again where Odoo would.

STALE=1 takes the fresh second cursor out of the gate: what a lock alone is worth.
"""

import os
import time
from contextlib import nullcontext

from odoo.service.model import retrying
from odoo.tools import mute_logger

if os.environ.get("STALE"):
    type(env["recruitment.pool.gate"])._fresh_cursor = lambda self: nullcontext()
print("READY", flush=True)
while os.environ.get("GO") and not os.path.exists(os.environ["GO"]):
    time.sleep(0.005)
mailing = env["mailing.mailing"].browse(int(os.environ["MAILING"]))
env.cr.rollback()  # a snapshot of now


def generate():
    """As the queue does. Of two that send one mailing, the second may not write that it is done."""
    if mailing._get_remaining_recipients():
        mailing._action_send_mail()


with mute_logger("odoo.sql_db"):  # where what PostgreSQL refuses is logged as well
    retrying(generate, env)
env.cr.commit()
print("GENERATED", flush=True)
