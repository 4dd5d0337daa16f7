from datetime import timedelta

from .common import NOW, PoolCase

PEOPLE = 120


class RandomPool(PoolCase):
    """People, policies and ledgers by chance: for what two forms of one law must agree on."""

    def _make_random_pool(self, random):
        channels = [self.email, self.phone, self.env.ref("recruitment_pool.channel_sms")]
        categories = self.env["recruitment.pool.category"]
        for number in range(8):
            rules = [
                (random.randint(1, 3), random.randint(1, 60))
                + ((random.choice(channels),) if random.random() < 0.3 else ())
                for _rule in range(random.randint(0, 3))
            ]
            policy = self._make_policy(
                *rules,
                keep_warm_days=random.choice((0, 30, 90)),
                is_never=random.random() < 0.05,
            )
            categories |= self._make_category(
                f"Category {number}",
                random.random() < 0.7 and policy,
                parent_id=random.choice([False, *categories.ids]),
                is_key=random.random() < 0.2,
                message_type_ids=random.choice(([], [], [self.newsletter.id], [self.personal.id])),
                channel_ids=random.choice(([], [], [self.email.id], [self.phone.id])),
            )
        members = self.Member.create([self._random_member(random, number, categories) for number in range(PEOPLE)])
        types = (
            self.newsletter,
            self.personal,
            self.inbound,
            self.env.ref("recruitment_pool.message_type_transactional"),
        )
        for member in members:
            for _touch in range(random.randint(0, 9)):
                self._touch(
                    member,
                    random.randint(-30, 80),
                    random.choice(channels),
                    random.choice(types),
                    state=random.choice(("sent", "sent", "reserved", "failed", "bounced")),
                    origin_model=random.choice((False, "res.partner")),
                    origin_id=1,
                )
        self.env.flush_all()
        # Without statistics of rows that nobody committed, PostgreSQL takes a minute for a second's work.
        self.env.cr.execute(
            "ANALYZE recruitment_pool_member, recruitment_pool_membership, recruitment_pool_touch,"
            " recruitment_policy_snapshot, recruitment_pool_category"
        )
        return members

    def _random_member(self, random, number, categories):
        chosen = random.sample(categories.ids, random.randint(0, 3))
        today = NOW.date()
        return {
            "name": f"Member {number}",
            "email": f"member{number}@example.com",
            "category_ids": chosen,
            "tz": random.choice((False, "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Tokyo")),
            "paused_until": random.choice((False, False, today + timedelta(days=random.randint(-3, 40)))),
            "is_opted_out": random.random() < 0.1,
            "is_restricted": random.random() < 0.05,
            "opt_out_channel_ids": [self.phone.id] if random.random() < 0.1 else [],
            "opt_out_message_type_ids": [self.newsletter.id] if random.random() < 0.1 else [],
            **random.choice(({}, {}, {"preference_limit": 1, "preference_days": 14})),
        }
