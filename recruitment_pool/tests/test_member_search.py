from collections import Counter
from datetime import timedelta
from random import Random

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..cadence import last_warm_day
from .common import NOW
from .random_pool import RandomPool

TODAY = NOW.date()


@tagged("post_install", "-at_install")
class TestMemberSearch(RandomPool):
    """What filters find and groups count is what each person's own file says."""

    def _assert_found(self, domain, expected, among, words=""):
        inside = [("id", "in", among.ids)]
        self.assertEqual(set(self.Member.search([*inside, *domain])), set(expected), f"{words} {domain}")
        self.assertEqual(set(among.filtered_domain(domain)), set(expected), f"filtered: {words} {domain}")
        rest = self.Member.search([*inside, "!", *domain]) if len(domain) == 1 else among - expected
        self.assertEqual(set(rest), set(among - expected), f"not: {words} {domain}")

    def _get_past(self, member):
        """The contacts that took place, read one by one."""
        today = self.Member._get_day(NOW, member.effective_tz)
        return member.touch_ids.filtered(
            lambda t: t.day <= today and (t.direction == "in" or t.state in ("reserved", "sent"))
        )

    def test_days_are_those_of_the_ledger(self):
        members = self._make_random_pool(Random(21))
        for member in members:
            past = self._get_past(member)
            heard = past.filtered(lambda t: t.direction == "in").mapped("day")
            self.assertEqual(member.last_contact_day, max(past.mapped("day"), default=False), member.name)
            self.assertEqual(member.last_inbound_day, max(heard, default=False), member.name)
        for name in ("last_contact_day", "last_inbound_day"):
            never = members.filtered(lambda m, n=name: not m[n])
            self.assertTrue(never and never != members, "the random pool has both")
            self._assert_found([(name, "=", False)], never, members)
            for months in (1, 2):
                edge = TODAY - relativedelta(months=months)
                for operator, older in (("<", True), (">=", False)):
                    expected = (members - never).filtered(lambda m, n=name, e=edge, o=older: (m[n] < e) == o)
                    self._assert_found([(name, operator, f"today -{months}m")], expected, members)
            groups = dict(self.Member._read_group([("id", "in", members.ids)], [f"{name}:month"], ["__count"]))
            months = Counter(m[name] and m[name].replace(day=1) for m in members)
            self.assertEqual(groups, dict(months))

    def test_warm_is_what_the_engine_calls_warm(self):
        members = self._make_random_pool(Random(22))
        expected = self.Member
        for member in members:
            policy = member.policy_snapshot_id._to_policy()
            row = self.env["recruitment.pool.gate"]._read(self.cr, member.ids, (None, None))[0][member.id]
            self.assertEqual(row["policy"], policy)
            history = [
                self.Member._to_touch(
                    {
                        **{name: t[name] for name in ("id", "day", "is_warm", "is_counted")},
                        "channel": t.channel_id.code,
                        "origin_model": False,
                        "origin_id": False,
                    }
                )
                for t in self._get_past(member)
            ]
            warm = last_warm_day(history, row["today"])
            barred = member.is_opted_out or member.is_restricted or member.is_erased or policy.is_never
            if warm and policy.keep_warm_days and not barred:
                expected |= member.filtered(
                    lambda m, w=warm, p=policy, r=row: w + timedelta(days=p.keep_warm_days) >= r["today"]
                )
        self.assertTrue(expected and expected != members)
        self.assertEqual(members.filtered("is_warm"), expected)
        self._assert_found([("is_warm", "=", True)], expected, members)
        self._assert_found([("is_warm", "=", False)], members - expected, members)
        erased = expected[:1]
        self.assertTrue(erased.is_warm)
        erased.sudo().is_erased = True
        self.assertFalse(erased.is_warm, "nobody keeps warm whose data were erased")

    def test_contactable_by_channel_is_the_engines(self):
        """Card and filter take two ways, person by person and set-based: they agree for each channel."""
        members = self._make_random_pool(Random(23))
        members[5:40].phone = "+33 1 99 00 12 34"
        members[30:60].email = False
        for code in ("email", "phone", "sms", "meeting", "linkedin"):
            expected = members.filtered(lambda m, c=code: c in m.contactable_channel_ids.mapped("code"))
            self.assertTrue(expected and expected != members, code)
            self._assert_found([("contactable_channel_ids.code", "=", code)], expected, members)
            channel = self.env.ref(f"recruitment_pool.channel_{code}")
            self._assert_found([("contactable_channel_ids", "in", channel.ids)], expected, members)
        nobody = members.filtered(lambda m: not m.contactable_channel_ids)
        self._assert_found([("contactable_channel_ids", "=", False)], nobody, members)

    def test_groups_by_category(self):
        """By the categories of today, people of several once in each, and with what each group opens."""
        members = self._make_random_pool(Random(24))
        members[0].membership_ids.until = TODAY
        members[1].membership_ids.write({"since": TODAY - timedelta(days=9), "until": TODAY - timedelta(days=1)})
        members.invalidate_recordset()
        counts = Counter(category for m in members for category in (m.category_ids or [m.category_ids]))
        domain = [("id", "in", members.ids)]
        groups = self.Member._read_group(domain, ["category_ids"], ["__count"])
        self.assertEqual(dict(groups), dict(counts))
        result = self.Member.web_read_group(domain, ["category_ids"], ["__count"])
        self.assertEqual(len(result["groups"]), len(counts))
        for group in result["groups"]:
            found = self.Member.search_count([*domain, *group["__extra_domain"]])
            self.assertEqual(found, group["__count"], group)
        nobody = members.filtered(lambda m: not m.category_ids)
        some = members.category_ids[:2]
        self._assert_found([("category_ids", "=", False)], nobody, members)
        self._assert_found([("category_ids", "!=", False)], members - nobody, members)
        either = members.filtered(lambda m: not m.category_ids or m.category_ids & some)
        self._assert_found([("category_ids", "in", [False, *some.ids])], either, members)
        self.assertTrue(self.Member.fields_get(["category_ids"])["category_ids"]["groupable"])
        by_both = self.Member._read_group(domain, ["category_ids", "contact_state"], ["__count"])
        self.assertEqual(sum(count for *_keys, count in by_both), sum(counts.values()))

    def test_every_filter_and_group_works_for_everybody(self):
        """All of the search view at once for a pool user, in as many queries for 120 people as for none."""
        self._make_random_pool(Random(25))
        Member = self.Member.with_user(self.pool_user)
        arch = etree.fromstring(Member.get_view(view_type="search")["arch"])
        filters = arch.findall(".//filter[@domain]")
        names = {node.get("name") for node in filters}
        wanted = {"filter_by_email", "filter_by_phone", "filter_overdue", "filter_later", "filter_never_contacted"}
        self.assertGreaterEqual(names, wanted | {f"filter_silent_{months}" for months in (3, 6, 12, 24)})
        for node in filters:
            Member.search(safe_eval(node.get("domain"), {"uid": self.pool_user.id}))
        for node in arch.findall(".//filter[@context]"):
            group_by = safe_eval(node.get("context"))["group_by"]
            Member.web_read_group([], [group_by], ["__count"])

    def test_as_many_queries_for_a_hundred_as_for_one(self):
        members = self._make_random_pool(Random(26))
        # Somebody who is found comes first: who is not ends a search before its query.
        members = members.sorted(lambda m: self.email not in m.contactable_channel_ids)[:100]

        def search(people):
            people.read(["last_contact_day", "last_inbound_day", "is_warm", "contactable_channel_ids"])
            self.Member._read_group([("id", "in", people.ids)], ["category_ids", "last_contact_day:month"], ["__count"])
            self.Member.search([("id", "in", people.ids), ("contactable_channel_ids.code", "=", "email")])

        _caches, one, many = [self._count_queries(search, some) for some in (members[:1], members[:1], members)]
        self.assertEqual(one, many)
