from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common import PoolCase

LATE = datetime(2027, 3, 10, 23, 30)  # the 10th in London and Los Angeles, the 11th in Paris and Auckland


@tagged("post_install", "-at_install")
class TestMembershipDays(PoolCase):
    """A membership begins and ends where the person lives, whoever makes it and whoever looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(LATE))
        cls.startClassPatcher(patch.object(cls.env.cr, "now", lambda: LATE))
        cls.category = cls._make_category("Finalists", cls._make_policy((1, 28)))
        cls.zones = ("Pacific/Auckland", "Europe/Paris", "Europe/London", "America/Los_Angeles")

    def _by_user_in(self, zone):
        self.pool_user.tz = zone
        return self.env(user=self.pool_user, context={**self.env.context, "tz": zone})

    def _assert_in(self, people, expected):
        """All that looks at a membership says the same, in each zone of a reader."""
        for zone in self.zones:
            env = self._by_user_in(zone)
            own, category = people.with_env(env), self.category.with_env(env)
            own.invalidate_recordset()
            own.membership_ids.invalidate_recordset()
            category.invalidate_recordset()
            self.assertEqual([bool(person.category_ids) for person in own], expected, zone)
            found = own.search([("category_ids", "in", self.category.ids), ("id", "in", own.ids)])
            self.assertEqual([person in found for person in own], expected, zone)
            none = own.search([("category_ids", "=", False), ("id", "in", own.ids)])
            self.assertEqual([person not in none for person in own], expected, zone)
            groups = own._read_group([("id", "in", own.ids)], ["category_ids"], ["__count"])
            self.assertEqual(dict(groups).get(category, 0), sum(expected), zone)
            self.assertEqual((category.people_count, category.member_count), (sum(expected),) * 2, zone)
        snapshots = people.sudo().mapped(lambda m: bool(m.policy_snapshot_id.content.get("rules")))
        self.assertEqual(snapshots, expected, "and so says the cadence")

    def test_in_force_at_once_wherever_it_is_made(self):
        for zone in self.zones:
            with self.subTest(zone):
                env = self._by_user_in(zone)
                people = env["recruitment.pool.member"].create(
                    [
                        {"name": home, "tz": home, "category_ids": [Command.link(self.category.id)]}
                        for home in self.zones
                    ]
                )
                self._assert_in(people, [True] * 4)
                self.assertEqual([person.membership_ids.since.day for person in people], [11, 11, 10, 10])
                people.category_ids = False
                self._assert_in(people, [False] * 4)
                people.category_ids = self.category
                self._assert_in(people, [True] * 4)
                people.sudo().unlink()

    def test_last_day_is_the_persons(self):
        people = self.Member.create([{"name": home, "tz": home} for home in self.zones])
        self.env["recruitment.pool.membership"].create(
            [
                {"member_id": person.id, "category_id": self.category.id, "since": "2027-03-01", "until": "2027-03-10"}
                for person in people
            ]
        )
        self._assert_in(people, [False, False, True, True])
