from datetime import date

from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestCron(PoolCase):
    def _run(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"recruitment_pool.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def test_night_folds_memberships_that_ended(self):
        """Nothing is written on the day a membership ends: the night sees it."""
        category = self._make_category("Ends", self._make_policy((1, 50)))
        member = self._make_member(categories=[category])
        self._touch(member, 10)
        member._fold()
        self.assertEqual(member.next_allowed_day, date(2027, 4, 19))
        self.env.flush_all()
        self.cr.execute(
            "UPDATE recruitment_pool_membership SET since = '2027-01-01', until = '2027-03-09' WHERE member_id = %s",
            [member.id],
        )
        self._run("ir_cron_fold_pool")
        self.assertEqual(member.next_allowed_day, date(2027, 3, 10))

    def test_people_just_contacted_are_refreshed(self):
        category = self._make_category("Monthly", self._make_policy((1, 28)))
        member = self._make_member(categories=[category])
        other = self._make_member("Bob", [category])
        self._run("ir_cron_refresh_pool")
        self._touch(member, 0)
        self.assertEqual(member.next_allowed_day, date(2027, 3, 10), "not in the sending loop")
        self._run("ir_cron_refresh_pool")
        self.assertEqual(
            (member.next_allowed_day, other.next_allowed_day),
            (date(2027, 4, 7), date(2027, 3, 10)),
        )
