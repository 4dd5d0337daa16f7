"""What a company has after a while with both addons: people, mailings in every state, and what hangs on them.

Prints ``HISTORY`` and, as a dictionary, the ids of the mailings by what they are.
"""

import base64
import json
from datetime import timedelta

company = env.company
company.pool_mode = "enforce"
model = env["ir.model"]._get("recruitment.pool.member")
category = env["recruitment.pool.category"].create({"name": "Everybody here", "company_id": company.id})
contact = env["res.partner"].create({"name": "Person 0", "email": "person0@example.com"})
members = env["recruitment.pool.member"].create(
    [
        {
            "name": f"Person {number}",
            "email": f"person{number}@example.com",
            "partner_id": contact.id if not number else False,
            "category_ids": [category.id],
        }
        for number in range(8)
    ]
)
applicant = env["hr.applicant"].create({"partner_name": "Person 1", "email_from": "person1@example.com"})
assert applicant.pool_member_id == members[1]

# What hangs on people and on our models.
members[0].message_post(body="We spoke", message_type="comment", attachments=[("note.txt", b"note")])
members[0].message_subscribe(contact.ids)
members[0].activity_schedule("mail.mail_activity_data_call", user_id=env.uid)
env["ir.attachment"].create(
    {"name": "cv.txt", "datas": base64.b64encode(b"cv"), "res_model": members._name, "res_id": members[2].id}
)
env["ir.filters"].create({"name": "Mine", "model_id": members._name, "domain": "[]", "user_ids": [(4, env.uid)]})
env["ir.default"].set(members._name, "is_prescriber", True)
env["ir.default"].set("res.company", "pool_tz", "Europe/Paris")
env["mail.template"].create({"name": "Hello", "model_id": model.id, "subject": "Hello", "body_html": "<p>Hi</p>"})
mailing_filter = env["mailing.filter"].create(
    {"name": "Candidates", "mailing_model_id": model.id, "mailing_domain": "[('is_candidate', '=', True)]"}
)


def make(subject, **values):
    """A mailing to the category."""
    return env["mailing.mailing"].create(
        {
            "subject": subject,
            "body_html": '<p>News of <a href="https://example.com/news">the workshop</a>.</p>',
            "pool_message_type_id": env.ref("recruitment_pool.message_type_newsletter").id,
            "pool_category_ids": [(6, 0, category.ids)],
            "mailing_model_id": model.id,
            "email_from": "talents@example.com",
            **values,
        }
    )


def send(mailing):
    """Launch it, and let both queues work as their scheduled actions do."""
    mailing.action_launch()
    env.cr.commit()
    env["mailing.mailing"]._process_mass_mailing_queue()
    env["mail.mail"].process_email_queue()
    env.cr.commit()


mailings = {"sent": make("First letter", keep_archives=True), "held": make("Second letter")}
for mailing in mailings.values():
    send(mailing)
mailings["archived"] = make("Archived letter", active=False)
mailings["ab"] = make("A letter", ab_testing_enabled=True, ab_testing_pc=50)
mailings["filtered"] = make(
    "Filtered letter", mailing_filter_id=mailing_filter.id, mailing_domain=mailing_filter.mailing_domain
)
mailings["sms"] = make("SMS", mailing_type="sms", body_plaintext="Hello", pool_message_type_id=False)
mailings["scheduled"] = make("Later", schedule_type="scheduled", schedule_date=env.cr.now() + timedelta(days=3))
mailings["queued"] = make("Queued letter")
mailings["other"] = make(
    "To contacts",
    mailing_model_id=env["ir.model"]._get_id("res.partner"),
    pool_category_ids=False,
    mailing_domain=repr([("id", "in", contact.ids)]),
)
(mailings["scheduled"] | mailings["queued"]).action_launch()
# Without a mailing, the mail and the notification themselves say why they stay behind.
env["mail.compose.message"].with_context(active_model=members._name, active_ids=members.ids).create(
    {
        "composition_mode": "mass_mail",
        "model": members._name,
        "res_ids": repr(members.ids),
        "subject": "By hand",
        "body": "<p>By hand</p>",
        "auto_delete": False,
        "pool_message_type_id": env.ref("recruitment_pool.message_type_newsletter").id,
    }
)._action_send_mail()
env.cr.commit()
print("HISTORY", json.dumps({name: mailing.id for name, mailing in mailings.items()}), flush=True)
