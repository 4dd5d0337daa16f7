"""Two people who are one, with a contact of two months ago each, and two applications of somebody outside the pool."""

from datetime import timedelta

Member = env["recruitment.pool.member"]
one, two = Member.create([{"name": "Ada", "email": f"ada{number}@example.com"} for number in (1, 2)])
at = env.cr.now() - timedelta(days=60)
env["recruitment.pool.touch"].create(
    [
        {
            "member_id": member.id,
            "at": at,
            "day": at.date(),
            "channel_id": env.ref("recruitment_pool.channel_email").id,
            "message_type_id": env.ref("recruitment_pool.message_type_newsletter").id,
            "is_counted": True,
        }
        for member in (one, two)
    ]
)
applicants = env["hr.applicant"].create(
    [{"partner_name": "Eve", "email_from": "eve@example.com", "company_id": env.company.id} for _number in range(2)]
)
env.cr.commit()
print("TWINS", one.id, two.id, *applicants.ids)
