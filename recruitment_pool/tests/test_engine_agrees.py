from datetime import timedelta
from random import Random

from odoo.tests import tagged

from .. import days_sql
from .common import NOW
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

    def test_both_forms_agree_where_runs_overlap(self):
        """Many touches on both sides of today, under rules whose windows reach across it."""
        channels = [self.email, self.email, self.phone]
        for seed in range(3):
            random = Random(1000 + seed)
            rules = [(random.randint(1, 5), random.choice((3, 10, 30, 90))) for _rule in range(3)]
            policy = self._make_policy(*rules, (random.randint(1, 3), random.randint(5, 60), self.email))
            category = self._make_category("Busy", policy)
            members = self.Member.create(
                [
                    {
                        "name": f"Busy {number}",
                        "category_ids": category.ids,
                        "paused_until": random.choice((False, NOW.date() + timedelta(days=random.randint(0, 30)))),
                    }
                    for number in range(60)
                ]
            )
            for member in members:
                ahead = random.choice((0, 0, 60))
                for _touch in range(random.randint(0, 15)):
                    self._touch(member, random.randint(-ahead, 60), random.choice(channels))
            self._assert_folded(members, members.ids, 50)
            category.membership_ids.unlink()
            members.unlink()

    def test_both_forms_agree_on_long_policies(self):
        """As many rules that bind as the answer has room for, and one more: on any channel, on one, on both."""
        any_channel = [(limit, 5 * limit**2 - 2) for limit in range(1, days_sql.SLOTS["days"] + 2)]
        of_channel = [(limit, 4 * limit**2, self.email) for limit in range(1, days_sql.SLOTS["channel_days"] + 2)]
        of_both = [*any_channel, (2, 40, self.email), (3, 60, self.email)]  # the same limits in either
        sms = self.env.ref("recruitment_pool.channel_sms")
        random = Random(7)
        for rules in (any_channel[:-1], any_channel, of_channel[:-1], of_channel, of_both):
            category = self._make_category("Long", self._make_policy(*rules, (1, 60, sms)))
            members = self.Member.create(
                [
                    {
                        "name": f"Long {number}",
                        "category_ids": category.ids,
                        "paused_until": random.choice((False, False, NOW.date() + timedelta(days=10))),
                    }
                    for number in range(40)
                ]
            )
            for member in members:
                ahead = random.choice((0, 0, 0, 20))
                for _touch in range(random.randint(0, len(rules) + 3)):
                    self._touch(
                        member, random.randint(-ahead, 120), random.choice((self.email, self.email, self.phone))
                    )
            self._assert_folded(members, members.ids, 40 - 1)
            members.unlink()

    def test_folded_day_is_the_engines(self):
        members = self._make_random_pool(Random(99))
        self._assert_folded(members, members.ids, 20)
        stretch = range(min(members.ids), max(members.ids) + 1)
        for scope in (stretch, None):  # as the nightly action and a changed ceiling fold
            self.env.flush_all()
            self.cr.execute("UPDATE recruitment_pool_member SET next_allowed_day = NULL, policy_snapshot_id = NULL")
            self._assert_folded(members, scope, 20)
        self.cr.execute("SHOW enable_nestloop")
        self.assertEqual(self.cr.fetchone(), ("on",), "what follows in the transaction is planned as ever")

    def test_folded_together_is_folded_alone(self):
        """Who shares a policy with whom, by company, wish and categories, changes nobody's."""
        members = self._make_random_pool(Random(5))
        other = self.env["res.company"].create(
            {"name": "Other", "pool_ceiling_policy_id": self._make_policy((1, 90), keep_warm_days=30).id}
        )
        members.filtered(lambda member: not member.category_ids)[::2].company_id = other
        members._fold_ids(members.ids)
        names = ("policy_snapshot_id", "next_allowed_day", "keep_warm_due")
        together = [[member[name] for name in names] for member in members]
        self.assertGreater(len({policy for policy, *_days in together}), 20)
        self.env.flush_all()
        self.cr.execute("UPDATE recruitment_pool_member SET policy_snapshot_id = NULL, next_allowed_day = NULL")
        for member, expected in zip(members, together, strict=True):
            member._fold()
            self.assertEqual([member[name] for name in names], expected, member.name)

    def test_today_is_where_the_person_lives(self):
        """At any hour it is another day than in UTC for one of these."""
        for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
            member = self._make_member(zone, email=False, tz=zone)
            self.env.flush_all()
            row = self.env["recruitment.pool.gate"]._read(self.cr, member.ids, (None, None))[0][member.id]
            self.assertEqual(row["today"], member._get_day(self.cr.now(), zone))

    def _assert_folded(self, members, scope, least):
        """The stored day of each is the engine's, for at least so many whom the engine gives one."""
        members._fold_ids(scope)
        members.invalidate_recordset()
        verdicts = members._decide_now("email", self.newsletter)
        compared = 0
        for member in members:
            verdict, _history = verdicts[member.id]
            if verdict.reason.value in ("", "cap", "paused"):
                compared += 1
                self.assertEqual(member.next_allowed_day, verdict.next_day, f"{member.name} {verdict}")
        self.assertGreater(compared, least)
