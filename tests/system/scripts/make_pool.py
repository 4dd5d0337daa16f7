"""Make PEOPLE members who may receive one message in 30 days, and two mailings to them.

Prints ``POOL <category> <mailing A> <mailing B>``.
"""

import os

count = int(os.environ["PEOPLE"])
policy = env["recruitment.contact.policy"].create(
    {"name": "Once", "rule_ids": [(0, 0, {"touch_limit": 1, "window_days": 30})]}
)
category = env["recruitment.pool.category"].create(
    {"name": "Everybody", "policy_id": policy.id, "company_id": env.company.id}
)
env["recruitment.pool.member"].create(
    [
        {
            "name": f"Person {number}",
            "email": f"person{number}@example.com",
            "category_ids": [category.id],
        }
        for number in range(count)
    ]
)
env.company.pool_mode = "enforce"
newsletter = env.ref("recruitment_pool.message_type_newsletter")
mailings = env["mailing.mailing"].create(
    [
        {
            "subject": f"Letter {name}",
            "body_html": "<p>News of the workshop.</p>",
            "pool_message_type_id": newsletter.id,
            "pool_category_ids": [(6, 0, category.ids)],
            "mailing_model_id": env["ir.model"]._get_id("recruitment.pool.member"),
            "email_from": "talents@example.com",
            "keep_archives": False,
        }
        for name in "AB"
    ]
)
# Each script sends for itself: no queue of the running kind interferes.
env["ir.cron"].search([]).active = False
env.cr.commit()
print("POOL", category.id, *mailings.ids, flush=True)
