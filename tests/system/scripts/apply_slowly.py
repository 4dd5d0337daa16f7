"""Create an application of somebody who is in the pool, and commit once the file GO is there."""

import os
import time

member = env["recruitment.pool.member"].search([("email", "!=", False)], limit=1)
env["hr.applicant"].create({"partner_name": "Again", "email_from": member.email, "company_id": member.company_id.id})
env.flush_all()
print("CREATED", flush=True)
while not os.path.exists(os.environ["GO"]):
    time.sleep(0.005)
env.cr.commit()
