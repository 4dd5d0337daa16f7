"""A recruitment before the addons: a manager, a job with six applications, one of a talent who got two letters."""

from datetime import timedelta

now = env.cr.now()
Users = env["res.users"].with_context(no_reset_password=True)
Users.create(
    {
        "name": "Sophie Le Goff",
        "login": "responsable",
        "password": "responsable",
        "email": "sophie@example.com",
        "lang": "fr_FR",
        "tz": "Europe/Paris",
        "group_ids": [(4, env.ref("hr_recruitment.group_hr_recruitment_manager").id)],
    }
)
job = env["hr.job"].create({"name": "Soudeuse"})
Applicant = env["hr.applicant"]
applied = {"Ada": (40, 90), "Béa": (100,), "Cléo": (200,), "Dora": (900,), "Élise": (50,)}  # days ago
applicants = Applicant.create(
    [
        {"partner_name": name, "email_from": f"{number}@example.com", "job_id": job.id, "company_id": env.company.id}
        for number, (name, days) in enumerate(applied.items())
        for _day in days
    ]
)
env.flush_all()
for applicant, days in zip(applicants, (days for some in applied.values() for days in some), strict=True):
    env.cr.execute("UPDATE hr_applicant SET create_date = %s WHERE id = %s", (now - timedelta(days=days), applicant.id))
reason = env["hr.applicant.refuse.reason"].search([], limit=1)
bea = applicants.filtered(lambda a: a.partner_name == "Béa")
bea.write({"refuse_reason_id": reason.id, "refuse_date": now - timedelta(days=60), "active": False})
cleo = applicants.filtered(lambda a: a.partner_name == "Cléo")
pool = env["hr.talent.pool"].create({"name": "Soudeuses", "company_id": env.company.id})
cleo.talent_pool_ids = pool
for subject, days in (("Lettre de septembre", 20), ("Lettre d'octobre", 10)):
    mailing = env["mailing.mailing"].create(
        {"subject": subject, "mailing_model_id": env["ir.model"]._get_id("hr.applicant")}
    )
    env["mailing.trace"].create(
        {
            "trace_type": "mail",
            "mass_mailing_id": mailing.id,
            "model": "hr.applicant",
            "res_id": cleo.id,
            "email": cleo.email_from,
            "trace_status": "sent",
            "sent_datetime": now - timedelta(days=days),
        }
    )
env.cr.commit()
