"""One mailing to PEOPLE records of the model TARGET, prepared to be generated; prints ``LETTER id``.

Mailing contacts are made here, set-based: Odoo without our addons. The pool is there already; its
ledger is made so old that it holds back nobody, or (OVER=n) one in n, or (MOST=n) all but one in n.
"""

import os

people, target = int(os.environ["PEOPLE"]), os.environ["TARGET"]
over, most = int(os.environ["OVER"]), int(os.environ["MOST"])
if target == "mailing.contact":
    env.cr.execute(
        """INSERT INTO mailing_contact (name, email, email_normalized, company_name, create_uid, create_date)
           SELECT 'Person ' || n, 'person' || n || '@example.com', 'person' || n || '@example.com', 'Workshop', 1, now()
             FROM generate_series(1, %s) AS n""",
        (people,),
    )
else:
    env.cr.execute("UPDATE recruitment_pool_member SET is_opted_out = FALSE")
    env.cr.execute("UPDATE recruitment_pool_touch SET day = day - 400, at = at - interval '400 days'")
    env.cr.execute(
        """UPDATE recruitment_pool_touch SET day = now()::date - 1, direction = 'out', state = 'sent', is_counted = TRUE
            WHERE id IN (SELECT max(id) FROM recruitment_pool_touch
                          WHERE member_id %% %s = 0 AND member_id %% %s > 0 GROUP BY member_id)""",
        (over, most),
    )
    env["recruitment.pool.member"]._fold_all()
letter = env["mailing.mailing"].create(
    {
        "subject": "News of the workshop",
        "body_html": '<p>Dear <t t-out="object.name"/>,</p>' + "<p>There is news of the workshop.</p>" * 20,
        "mailing_model_id": env["ir.model"]._get_id(target),
        "mailing_domain": "[('email', 'like', 'person%@example.com')]",
        "email_from": "talents@example.com",
        "keep_archives": False,
    }
)
env["ir.cron"].search([]).active = False
env.cr.commit()
env.cr.execute("ANALYZE")
env.cr.commit()
print("LETTER", letter.id)
