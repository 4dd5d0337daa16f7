"""Do DEED, again where Odoo would; having done it, say DONE and commit once the file GO is there, if it is named.

keep: the application APPLICANT is kept in the pool. merge: the member GOES becomes STAYS.
send: the gate decides on a newsletter to the member GOES.
"""

import os
import time

from odoo.service.model import retrying
from odoo.tools import mute_logger

from odoo.addons.recruitment_pool.door import Request

number = {name: int(os.environ.get(name, "0")) for name in ("APPLICANT", "GOES", "STAYS")}
Member = env["recruitment.pool.member"]


def keep():
    return env["hr.applicant"].browse(number["APPLICANT"])._keep_in_pool(env["recruitment.pool.category"])


def merge():
    return Member.browse(number["GOES"])._merge_into(Member.browse(number["STAYS"]))


def send():
    newsletter = env.ref("recruitment_pool.message_type_newsletter")
    request = Request(ref=1, member_ids=(number["GOES"],))
    return env["recruitment.pool.gate"]._decide([request], "email", newsletter)[1]


deed = {"keep": keep, "merge": merge, "send": send}[os.environ["DEED"]]
print("READY", flush=True)
with mute_logger("odoo.sql_db"):  # where what PostgreSQL refuses is logged as well
    if os.environ.get("GO"):
        deed()
        env.flush_all()
        print("DONE", flush=True)
        while not os.path.exists(os.environ["GO"]):
            time.sleep(0.005)
    else:
        env.cr.rollback()  # a snapshot of now
        retrying(deed, env)
env.cr.commit()
