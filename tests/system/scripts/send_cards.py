"""Send a card to four contacts, two of whom are people of the pool; one of these was written to today.

The design draws nothing: a picture needs wkhtmltoimage. Prints ``CARDS <mailing>``.
"""

contacts = env["res.partner"].create(
    [{"name": name, "email": f"{name}@example.com"} for name in ("ada", "bob", "cleo", "dora")]
)
policy = env["recruitment.contact.policy"].create(
    {"name": "Once", "rule_ids": [(0, 0, {"touch_limit": 1, "window_days": 30})]}
)
category = env["recruitment.pool.category"].create({"name": "Speakers", "policy_id": policy.id})
for contact in contacts[:2]:
    env["recruitment.pool.member"].create({"name": contact.name, "email": contact.email, "category_ids": category.ids})
env.company.pool_mode = "enforce"
newsletter = env.ref("recruitment_pool.message_type_newsletter")
env["ir.cron"].search([]).active = False
design = env["card.template"].create({"name": "Without a picture", "body": False})
campaign = env["card.campaign"].create(
    {
        "name": "I shall be there",
        "card_template_id": design.id,
        "target_url": "https://www.example.com",
        "preview_record_ref": f"res.partner,{contacts[0].id}",
    }
)
common = {"email_from": "talents@example.com", "pool_message_type_id": newsletter.id}
Mailing = env["mailing.mailing"]
Mailing.create(
    {
        **common,
        "subject": "First",
        "body_html": "<p>News</p>",
        "mailing_model_id": env["ir.model"]._get_id("res.partner"),
        "mailing_domain": repr([("id", "=", contacts[1].id)]),
    }
).action_send_mail()
cards = Mailing.with_context(**campaign.action_share()["context"]).create(
    {**common, "subject": campaign.name, "mailing_domain": repr([("id", "in", contacts.ids)])}
)
cards.body_html = cards.body_arch  # as the editor does
cards.action_update_cards()
cards.action_send_mail()
env.cr.commit()
print("CARDS", cards.id, flush=True)
