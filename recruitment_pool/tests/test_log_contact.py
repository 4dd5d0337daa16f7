from datetime import date, datetime, timedelta
from functools import partial

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import NOW, PoolCase


@tagged("post_install", "-at_install")
class TestLogContact(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool_user.tz = "Europe/Paris"
        cls.category = cls._make_category("Monthly", cls._make_policy((1, 28), keep_warm_days=60))

    def _log(self, members, user=None, **vals):
        """Log a contact as a recruiter does; the touches."""
        wizard = (
            self.env["recruitment.pool.log.contact"]
            .with_user(user or self.pool_user)
            .create({"member_ids": members.ids, **vals})
        )
        known = members.touch_ids
        wizard.action_log()
        return members.touch_ids - known

    def test_call_is_counted_warm_and_folded_at_once(self):
        member = self._make_member(categories=[self.category])
        self.assertEqual(member.next_allowed_day, NOW.date())
        touch = self._log(member, summary="Free in spring")
        self.assertEqual(
            (touch.channel_id, touch.direction, touch.message_type_id, touch.state, touch.day, touch.at),
            (self.phone, "out", self.personal, "sent", NOW.date(), NOW),
        )
        self.assertEqual(
            (touch.is_counted, touch.is_warm, touch.is_manual, touch.user_id, touch.summary),
            (True, True, True, self.pool_user, "Free in spring"),
        )
        self.assertEqual(member.next_allowed_day, date(2027, 4, 7))
        self.assertEqual(member.keep_warm_due, date(2027, 5, 9))
        self.assertIn("last one on", member.cadence_sentence)

    def test_what_comes_from_the_person_uses_nothing_up(self):
        member = self._make_member(categories=[self.category])
        touch = self._log(member, direction="in", when="yesterday")
        self.assertEqual((touch.is_counted, touch.is_warm, touch.message_type_id), (False, True, self.inbound))
        self.assertEqual((touch.day, member.next_allowed_day), (date(2027, 3, 9), NOW.date()))

    def test_day_is_the_persons(self):
        """10:00 in Paris on the 10th is the 10th in Paris and the 9th at the date line's east."""
        here = self._make_member("Here", tz="Europe/Paris")
        west = self._make_member("West", tz="Etc/GMT+12")
        touches = self._log(here | west)
        self.assertEqual(
            dict(touches.mapped(lambda t: (t.member_id, t.day))), {here: date(2027, 3, 10), west: date(2027, 3, 9)}
        )

    def test_another_day_also_over_a_change_of_clock(self):
        member = self._make_member()
        touch = self._log(member, when="date", date=date(2027, 2, 1))
        self.assertEqual((touch.at, touch.day, touch.state), (datetime(2027, 2, 1, 9), date(2027, 2, 1), "sent"))
        planned = self._log(member, when="date", date=date(2027, 4, 1))
        self.assertEqual(
            (planned.at, planned.day, planned.state), (datetime(2027, 4, 1, 8), date(2027, 4, 1), "reserved")
        )

    def test_planned_contact_blocks_its_windows_and_is_confirmed_on_its_day(self):
        member = self._make_member(categories=[self.category])
        planned = self._log(member, when="date", date=date(2027, 3, 20))
        self.assertEqual(member.next_allowed_day, date(2027, 4, 17))
        self.assertFalse(member.last_contact_day, "what is planned is no contact yet")
        with self.assertRaises(UserError):
            planned.with_user(self.pool_user).action_confirm()
        planned.at = NOW - timedelta(hours=1)
        planned.with_user(self.pool_user).action_confirm()
        self.assertEqual(planned.state, "sent")

    def test_nothing_comes_from_the_person_in_the_future_nor_from_another_age(self):
        member = self._make_member()
        for vals in (
            {"direction": "in", "date": date(2027, 3, 20)},
            {"date": date(9999, 12, 31)},
            {"date": date(1800, 1, 1)},
        ):
            with self.assertRaises(UserError):
                self._log(member, when="date", **vals)

    def test_a_page_is_nobody_in_particular(self):
        member = self._make_member()
        with self.assertRaisesRegex(UserError, "said to nobody in particular"):
            self._log(member, channel_id=self.env.ref("recruitment_pool.channel_facebook").id)
        self.assertFalse(member.touch_ids)

    def test_says_before_saving_when_contacted_lately(self):
        member = self._make_member(categories=[self.category])
        self._touch(member, 5, user_id=self.pool_manager.id)
        wizard = self.env["recruitment.pool.log.contact"].with_user(self.pool_user)
        wizard = wizard.create({"member_ids": member.ids})
        self.assertEqual(
            wizard.warning,
            f"Last contacted on 03/05/2027 by {self.pool_manager.name} (E-mail). Next possible on 04/02/2027.",
        )
        self.assertFalse(wizard.objection)
        wizard.direction = "in"
        self.assertNotIn("Next possible", wizard.warning)

    def test_many_are_counted(self):
        early = self._make_member("Early", [self.category])
        other = self._make_member("Other", [self.category], is_opted_out=True)
        free = self._make_member("Free", [self.category])
        self._touch(early, 5)
        wizard = self.env["recruitment.pool.log.contact"].create({"member_ids": (early | other | free).ids})
        self.assertIn("1 of 3", wizard.warning)
        self.assertIn("Early", wizard.warning)
        self.assertIn("Other (Opted out)", wizard.objection)
        self.assertNotIn("Free", wizard.objection)

    def test_objection_asks_for_a_reason(self):
        objecting = [
            self._make_member("All", is_opted_out=True),
            self._make_member("Restricted", is_restricted=True),
            self._make_member("NoPhone", opt_out_channel_ids=[self.phone.id]),
        ]
        for member in objecting:
            with self.assertRaises(UserError):
                self._log(member, reason="  ")
            touch = self._log(member, reason="Asked to be called back")
            self.assertEqual(touch.reason, "Asked to be called back")
        self.assertFalse(self._log(objecting[0], direction="in").reason, "who calls us needs no reason")
        self.assertFalse(self._log(objecting[2], channel_id=self.email.id).reason, "only the phone was refused")

    def test_who_logged_it_withdraws_it(self):
        member = self._make_member(categories=[self.category])
        touch = self._log(member)
        with self.assertRaises(UserError):
            touch.with_user(self.pool_manager).action_withdraw()
        touch.with_user(self.pool_user).action_withdraw()
        self.assertEqual(touch.state, "released")
        self.assertEqual(member.next_allowed_day, NOW.date())
        with self.assertRaises(UserError):
            touch.with_user(self.pool_user).action_withdraw()

    def test_nobody_withdraws_what_a_mailing_sent(self):
        touch = self._touch(self._make_member(), 3, user_id=self.pool_user.id)
        with self.assertRaises(UserError):
            touch.with_user(self.pool_user).action_withdraw()

    def test_rights(self):
        other = self.env["res.company"].create({"name": "Other"})
        there = self._make_member("There", company_id=other.id)
        with self.assertRaises(AccessError):
            self._log(there)
        plain = mail_new_test_user(self.env, login="plain", groups="base.group_user")
        with self.assertRaises(AccessError):
            self._log(self._make_member(), user=plain)

    def test_who_only_reads_a_person_logs_nothing(self):
        member = self._make_member()
        self.env["ir.rule"].create(
            {
                "name": "Looking only",
                "model_id": self.env["ir.model"]._get_id(member._name),
                "domain_force": "[(0, '=', 1)]",
                **{f"perm_{operation}": operation == "write" for operation in ("read", "write", "create", "unlink")},
            }
        )
        with self.assertRaises(AccessError):
            self._log(member)

    def test_two_clicks(self):
        """The button opens a form in which nothing is left to choose."""
        member = self._make_member()
        action = member.with_user(self.pool_user).action_log_contact()
        wizard = self.env[action["res_model"]].with_user(self.pool_user).with_context(**action["context"]).create({})
        wizard.action_log()
        self.assertEqual((member.touch_ids.channel_id, member.touch_ids.day), (self.phone, NOW.date()))

    def test_next_step_is_an_activity_for_who_is_in_charge(self):
        people = self._make_member("One", user_id=self.pool_manager.id) | self._make_member("Two", user_id=False)
        self._log(
            people,
            activity_type_id=self.env.ref("mail.mail_activity_data_call").id,
            activity_day="2027-04-01",
            activity_words="Call back",
        )
        self.assertEqual(
            people.activity_ids.mapped(lambda a: (a.date_deadline, a.summary)), [(date(2027, 4, 1), "Call back")] * 2
        )
        self.assertEqual(people.mapped("activity_ids.user_id"), self.pool_manager | self.pool_user)
        self._log(people[0])
        self.assertEqual(len(people[0].activity_ids), 1, "none where none is chosen")

    def test_from_applications_and_contacts(self):
        """The same form on other documents of the person; it says so where nobody is in the pool."""
        member = self._make_member()
        by_address = self.env["res.partner"].create({"name": "Ada", "email": "ada@example.com"})
        member.partner_id = by_link = self.env["res.partner"].create(
            {"name": "Ada", "email": "ada@elsewhere.example.com"}
        )
        other = self.env["res.company"].create({"name": "Other"})
        self._make_member("There", company_id=other.id, email="ada@elsewhere.example.com")
        application = self.env["hr.applicant"].create({"partner_name": "Ada", "email_from": "ada@example.com"})
        stranger = self.env["hr.applicant"].create({"partner_name": "Bob", "email_from": "bob@example.com"})
        Wizard = self.env["recruitment.pool.log.contact"].with_user(self.pool_manager)
        for documents in (application | stranger, by_link, by_address):
            wizard = Wizard.with_context(active_model=documents._name, active_ids=documents.ids)
            if documents._name == "hr.applicant":
                self.pool_manager.group_ids += self.env.ref("hr_recruitment.group_hr_recruitment_user")
            self.assertEqual(wizard.create({}).member_ids, member)
        with self.assertRaises(UserError):
            Wizard.with_context(active_model="hr.applicant", active_ids=stranger.ids).create({})

    def test_nobody_selected(self):
        with self.assertRaises(UserError):
            self._log(self.Member)

    def test_many_cost_no_more_than_one(self):
        """One person's warning names the last contact, which that of many does not: one query less."""
        people = self.Member.create([{"name": f"log{n}", "email": f"log{n}@example.com"} for n in range(102)])
        call = self.env.ref("mail.mail_activity_data_call").id
        log = partial(self._log, activity_type_id=call)
        _caches, one, many = [self._count_queries(log, some) for some in (people[:1], people[1:2], people[2:])]
        self.assertEqual(many, one - 1)
