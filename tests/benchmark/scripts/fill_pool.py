"""Fill the pool: PEOPLE members, TOUCHES touches of the past year, set-based.

8 categories under 5 policies of 1 to 4 rules; everybody is in one or two of them.
The ledger is skewed: some people are contacted ten times as often as others.
"""

import os

people, touches = int(os.environ["PEOPLE"]), int(os.environ["TOUCHES"])
email = env.ref("recruitment_pool.channel_email").id
policies = [
    env["recruitment.contact.policy"].create(
        {
            "name": f"Policy {number}",
            "keep_warm_days": 90 * (number % 3),
            "rule_ids": [
                (0, 0, {"touch_limit": limit, "window_days": days, "channel_id": channel})
                for limit, days, channel in rules
            ],
        }
    )
    for number, rules in enumerate(
        (
            [(1, 28, False)],
            [(1, 7, email), (4, 60, False)],
            [(1, 14, False), (3, 90, False), (6, 180, email)],
            [(2, 30, False)],
            [(1, 7, email), (2, 21, False), (5, 90, False), (12, 365, False)],
        )
    )
]
categories = env["recruitment.pool.category"].create(
    [{"name": f"Category {number}", "policy_id": policies[number % 5].id} for number in range(8)]
)
env.company.pool_mode = "enforce"
env.flush_all()
values = {
    "people": people,
    "touches": touches,
    "company": env.company.id,
    "categories": categories.ids,
    "channels": [email, email, email, env.ref("recruitment_pool.channel_phone").id],
    "types": [
        env.ref(f"recruitment_pool.message_type_{code}").id
        for code in ("newsletter", "newsletter", "personal", "inbound")
    ],
}
for statement in (
    "SELECT setseed(0.5)",
    """INSERT INTO recruitment_pool_member (name, email, email_normalized, company_id, lang, effective_tz, active,
              is_candidate, is_prescriber, is_opted_out, is_restricted, is_erased, create_uid, create_date, write_date)
       SELECT 'Person ' || n, 'person' || n || '@example.com', 'person' || n || '@example.com', %(company)s, 'en_US',
              (ARRAY['Europe/Paris', 'Europe/Paris', 'Asia/Tokyo'])[1 + n %% 3], TRUE, TRUE, FALSE,
              n %% 50 = 0, FALSE, FALSE, 1, now() - interval '400 days',
              now() - interval '2 days'
         FROM generate_series(1, %(people)s) AS n""",
    """INSERT INTO recruitment_pool_member_key (member_id, company_id, kind, value, is_shared)
       SELECT id, company_id, 'email', email, FALSE FROM recruitment_pool_member""",
    """INSERT INTO recruitment_pool_membership (member_id, company_id, category_id, since, manual)
       SELECT m.id, m.company_id, (%(categories)s)[1 + (m.id * step + m.id / 8) %% 8], now() - interval '400 days', 'in'
         FROM recruitment_pool_member m, unnest(ARRAY[1, 3]) AS step
        WHERE step = 1 OR m.id %% 3 = 0
           ON CONFLICT DO NOTHING""",
    """INSERT INTO recruitment_pool_touch (member_id, company_id, at, day, channel_id, message_type_id, direction,
              state, is_counted, is_warm, summary, origin_model, origin_id, create_uid, create_date, write_date)
       SELECT low.id + floor(power(r.person, 1.5) * %(people)s)::int, %(company)s, now() - r.ago, (now() - r.ago)::date,
              (%(channels)s)[1 + r.n %% 4], (%(types)s)[1 + r.kind],
              CASE WHEN r.kind = 3 THEN 'in' ELSE 'out' END, CASE WHEN r.n %% 20 = 0 THEN 'bounced' ELSE 'sent' END,
              r.kind < 3, r.kind > 1, 'Letter', 'past', r.n, 1, now() - r.ago, now() - interval '2 days'
         FROM (SELECT min(id) AS id FROM recruitment_pool_member) AS low,
              (SELECT n, random() AS person, floor(random() * 4)::int AS kind, random() * interval '365 days' AS ago
                 FROM generate_series(1, %(touches)s) AS n) AS r""",
    "ANALYZE recruitment_pool_member",
    "ANALYZE recruitment_pool_member_key",
    "ANALYZE recruitment_pool_membership",
    "ANALYZE recruitment_pool_touch",
):
    env.cr.execute(statement, values)
env.registry.clear_cache()
env["recruitment.pool.member"]._fold_all()
env.cr.execute("ANALYZE recruitment_pool_member")
env.cr.commit()
env.cr.execute(
    "SELECT count(*), count(*) FILTER (WHERE next_allowed_day > (now() AT TIME ZONE effective_tz)::date),"
    " count(DISTINCT policy_snapshot_id) FROM recruitment_pool_member"
)
print("FILLED members {}, over a cap {}, policy versions {}".format(*env.cr.fetchone()))
