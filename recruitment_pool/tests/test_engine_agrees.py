from random import Random

from odoo.tests import tagged

from .random_pool import RandomPool


@tagged("post_install", "-at_install")
class TestEngineAgrees(RandomPool):
    """The set-based SQL and the engine say the same of random people and ledgers."""

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
