from datetime import timedelta
from random import Random

from odoo.tests import tagged

from .common import NOW, PoolCase

PEOPLE = 120


@tagged("post_install", "-at_install")
class TestEngineAgrees(PoolCase):
    """The set-based SQL and the engine say the same of random people and ledgers."""

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
        for member in members:
            for _touch in range(random.randint(0, 9)):
                self._touch(
                    member,
                    random.randint(-30, 80),
                    random.choice(channels),
                    random.choice((self.newsletter, self.personal, self.inbound)),
                    state=random.choice(("sent", "sent", "reserved", "failed", "bounced")),
                    origin_model=random.choice((False, "res.partner")),
                    origin_id=1,
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
            "preference_limit": random.choice((0, 0, 1)),
            "preference_days": random.choice((0, 14)),
        }

    def test_both_forms_agree_on_random_ledgers(self):
        reasons = set()
        for seed in range(4):
            random = Random(seed)
            self.company.pool_ceiling_policy_id = self._make_policy((random.randint(1, 3), 7))
            self.company.pool_default_policy_id = random.choice((self._make_policy((1, 28)), False))
            members = self._make_random_pool(random)
            for channel in ("email", "phone"):
                origin = ("res.partner", 1) if channel == "phone" else None
                rows = self.Member._dry_run(members.ids, channel, self.newsletter, origin)
                verdicts = members._decide_now(channel, self.newsletter, origin)
                for member in members:
                    verdict, _history = verdicts[member.id]
                    engine = (verdict.state.value, verdict.reason.value)
                    next_day = verdict.next_day
                    self.assertEqual(
                        (rows[member.id][:2], rows[member.id][2]),
                        (engine, next_day),
                        f"seed {seed}, {channel}, {member.name}",
                    )
                    reasons.add(verdict.reason.value)
            members.unlink()
            self.company.write({"pool_ceiling_policy_id": False, "pool_default_policy_id": False})
        self.assertGreaterEqual(
            reasons,
            {"", "opted_out", "not_foreseen", "already_reached", "paused", "cap"},
            "the random ledgers meet every reason they can",
        )

    def test_folded_day_is_the_engines(self):
        members = self._make_random_pool(Random(99))
        members._fold()
        verdicts = members._decide_now("email", self.newsletter)
        compared = 0
        for member in members:
            verdict, _history = verdicts[member.id]
            if verdict.reason.value in ("", "cap", "paused"):
                compared += 1
                self.assertEqual(member.next_allowed_day, verdict.next_day, f"{member.name} {verdict}")
        self.assertGreater(compared, 20)
