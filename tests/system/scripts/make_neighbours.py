"""What a company has already: contacts, applications, a blacklist, users; then the pool's."""

from datetime import timedelta

company = env.company
company.pool_mode = "enforce"
company.pool_tz = "Europe/Paris"
for number in (1, 2, 3):
    env["res.partner"].create({"name": f"Contact {number}", "email": f"Partenaire{number}@Example.com"})
reason = env["hr.applicant.refuse.reason"].create({"name": "No vacancy"})
long_ago = env.cr.now() - timedelta(days=400)
Applicant = env["hr.applicant"]
refused = Applicant.create({"partner_name": "R", "email_from": "refusee@example.com"})
refused.write({"refuse_reason_id": reason.id, "refuse_date": long_ago, "active": False})
stale = Applicant.create({"partner_name": "S", "email_from": "dormante@example.com"})
stale.date_last_stage_update = long_ago
Applicant.create({"partner_name": "A", "email_from": "active@example.com"})
env["mail.blacklist"].create({"email": "noire@example.com"})
Users = env["res.users"].with_context(no_reset_password=True)
for login, group in (
    ("recruiter", "hr_recruitment.group_hr_recruitment_user"),
    ("marketer", "mass_mailing.group_mass_mailing_user"),
):
    Users.create(
        {
            "name": login.title(),
            "login": login,
            "password": login,
            "email": f"{login}@example.com",
            "tz": "Europe/Paris",
            "group_ids": [(4, env.ref(group).id)],
        }
    )
env["recruitment.pool.category"].create({"name": "Finalists", "company_id": company.id})
# Whatever Odoo does by itself is due, as in a database that was prepared yesterday.
env["ir.cron"].search([]).nextcall = env.cr.now()
env.cr.commit()
