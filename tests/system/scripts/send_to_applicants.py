"""Send a letter to all applications under way, and let both queues work as their scheduled actions do."""

mailing = env["mailing.mailing"].create(
    {
        "subject": "After the adoption",
        "body_html": "<p>Hello</p>",
        "mailing_model_id": env["ir.model"]._get_id("hr.applicant"),
        "mailing_domain": "[]",
        "email_from": "talents@example.com",
    }
)
mailing.action_launch()
env.cr.commit()
env["mailing.mailing"]._process_mass_mailing_queue()
while env["mail.mail"].search_count([("state", "=", "outgoing")], limit=1):
    env["mail.mail"].process_email_queue()
    env.cr.commit()
print("SENT", mailing.state, mailing.sent, flush=True)
