from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW, PoolCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestMerge(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sms = cls.env.ref("recruitment_pool.channel_sms")
        cls.Touch = cls.env["recruitment.pool.touch"]

    def _pair(self, **vals):
        return self._make_member("Ada"), self._make_member("Ada L.", email="l@example.com", **vals)

    def _merge(self, goes, stays):
        goes.with_user(self.pool_manager)._merge_into(stays.with_user(self.pool_manager))
        self.assertFalse(goes.exists(), "no old file is left behind")
        return stays

    def test_addresses_unite_and_the_person_is_found_by_each(self):
        one, two = self._pair(phone="+33 6 12 34 56 78", profile_url="https://linkedin.com/in/ada")
        two.email = "new@example.com"
        one.phone = "06 12 34 56 78"
        one.country_id = self.env.ref("base.fr")
        self._merge(two, one)
        self.assertEqual(
            sorted((key.kind, key.value) for key in one.key_ids),
            [
                ("email", "ada@example.com"),
                ("email", "l@example.com"),
                ("email", "new@example.com"),
                ("phone", "+33612345678"),
                ("profile", "linkedin.com/in/ada"),
            ],
        )
        self.assertEqual(one.profile_url, "https://linkedin.com/in/ada", "what was blank is filled in")
        self.assertEqual(one.email, "ada@example.com", "what was not stays")
        applicant = self.env["hr.applicant"].create({"partner_name": "A", "email_from": "l@example.com"})
        self.assertEqual(applicant.pool_member_id, one)

    def test_an_address_of_several_people_stays_so(self):
        one, two = self._pair()
        two.email = "office@example.com"
        two.key_ids.filtered(lambda k: k.value == "office@example.com").sudo().is_shared = True
        one.email = "office@example.com"
        self._merge(two, one)
        self.assertEqual(one.key_ids.filtered("is_shared").mapped("value"), ["office@example.com"])
        self._make_member("Zoe", email="office@example.com")

    def test_every_contact_counts_and_the_verdict_is_no_looser(self):
        """Invariant I9: the merged person may be contacted no sooner than either."""
        policy = self._make_policy((2, 28))
        category = self._make_category("Experts", policy)
        one, two = self._pair()
        (one | two).category_ids = category
        self._touch(one, 20)
        self._touch(two, 3)
        self.assertEqual({self._verdict(one)[0], self._verdict(two)[0]}, {"allowed"})
        self._merge(two, one)
        self.assertEqual(self._verdict(one), ("postponed", "cap", NOW.date() + 8 * DAY))
        self.assertEqual(one.next_allowed_day, NOW.date() + 8 * DAY)
        self.assertEqual(len(one.touch_ids), 2)

    def test_two_contacts_by_one_mailing(self):
        for stays_first in (True, False):
            with self.subTest(stays_first=stays_first):
                one = self._make_member(f"One{stays_first}")
                two = self._make_member(f"Two{stays_first}")
                origin = {"origin_model": "mailing.mailing", "origin_id": 7}
                sent = self._touch(two, 3, **origin)
                reserved = self._touch(one, 3, state="reserved", **origin)
                self._touch(two, 3, channel=self.sms, **origin)
                self._touch(two, 3, state="failed", **origin)
                stays, goes = (one, two) if stays_first else (two, one)
                self._merge(goes, stays)
                self.assertEqual(len(stays.touch_ids), 4, "the ledger loses nothing")
                self.assertEqual((sent.origin_id, reserved.origin_id), (7, 0))
                self.assertEqual(self._verdict(stays, origin=("mailing.mailing", 7))[1], "already_reached")
                reserved.sudo()._set_state("sent")
                self.env.flush_all()

    def test_memberships(self):
        today = NOW.date()
        both, by_hand, out, single = (self._make_category(name) for name in ("Both", "Hand", "Out", "Single"))
        one, two = self._pair()
        Membership = self.env["recruitment.pool.membership"]
        for member, category, vals in (
            (one, both, {"since": today - 5 * DAY, "until": today}),
            (two, both, {"since": today - 50 * DAY, "reason": "Older"}),
            (one, by_hand, {"manual": False}),
            (two, by_hand, {"manual": "in", "reason": "By hand"}),
            (one, out, {"manual": "out"}),
            (two, out, {"manual": "in"}),
            (two, single, {"reason": "Alone"}),
        ):
            Membership.create({"member_id": member.id, "category_id": category.id, **vals})
        events = self.env["recruitment.pool.membership.event"].search([("member_id", "in", (one | two).ids)])
        self._merge(two, one)
        self.assertEqual(one.category_ids, both | by_hand | single)
        lines = one.membership_ids.grouped("category_id")
        self.assertEqual((lines[both].since, lines[both].until), (today - 50 * DAY, False))
        self.assertEqual((lines[by_hand].manual, lines[by_hand].reason), ("in", "By hand"))
        self.assertEqual(lines[out].manual, "out", "the decision about the one who stays")
        self.assertEqual(lines[single].reason, "Alone")
        self.assertEqual(events.exists().member_id, one, "the history is kept")
        self.assertEqual(len(events.exists()), len(events))

    def test_criteria_look_at_the_merged_person(self):
        job = self.env["hr.job"].create({"name": "Welder"})
        category = self._make_category("Welders", criteria_domain=str([("applicant_ids.job_id", "=", job.id)]))
        one, two = self._pair()
        self.env["hr.applicant"].create({"partner_name": "A", "email_from": "l@example.com", "job_id": job.id})
        self._merge(two, one)
        self.assertEqual(one.category_ids, category)

    def test_the_tighter_wish_wins_and_objections_unite(self):
        one, two = self._pair(
            is_opted_out=True,
            paused_until=date(2027, 6, 1),
            preference_limit=1,
            preference_days=60,
            opt_out_channel_ids=self.sms.ids,
        )
        one.write(
            {
                "paused_until": date(2027, 5, 1),
                "preference_limit": 2,
                "preference_days": 90,
                "opt_out_channel_ids": self.phone.ids,
                "is_restricted": True,
            }
        )
        self._merge(two, one)
        self.assertTrue(one.is_opted_out and one.is_restricted)
        self.assertEqual(one.paused_until, date(2027, 6, 1))
        self.assertEqual((one.preference_limit, one.preference_days), (1, 90), "tighter than both")
        self.assertEqual(one.opt_out_channel_ids, self.sms | self.phone)

    def test_applications_files_activities_and_notes(self):
        one, two = self._pair()
        two.image_1920 = one.image_1920 or two.avatar_128
        applicant = self.env["hr.applicant"].create({"partner_name": "A", "email_from": "l@example.com"})
        note = two.message_post(body="A note")
        file = self.env["ir.attachment"].create({"name": "cv", "res_model": two._name, "res_id": two.id, "raw": b"x"})
        activity = two.activity_schedule("mail.mail_activity_data_todo", user_id=self.pool_user.id)
        two.message_subscribe(self.pool_user.partner_id.ids)
        touch = self._touch(two, 3, res_model=two._name, res_id=two.id)
        self._merge(two, one)
        self.assertEqual(applicant.pool_member_id, one)
        self.assertEqual({note.res_id, file.res_id, activity.res_id, touch.res_id}, {one.id})
        self.assertIn(self.pool_user.partner_id, one.message_partner_ids)
        self.assertIn("l@example.com", one.message_ids[0].body)
        self.assertTrue(one.image_1920)

    def test_managers_of_the_company_only(self):
        one, two = self._pair()
        with self.assertRaises(AccessError):
            two.with_user(self.pool_user)._merge_into(one.with_user(self.pool_user))
        other = self.env["res.company"].create({"name": "Other"})
        there = self._make_member("There", company_id=other.id)
        with self.assertRaises(AccessError):
            there.with_user(self.pool_manager)._merge_into(one.with_user(self.pool_manager))
        for stranger in (there, self._make_member("Shared", company_id=False)):
            for goes, stays in ((stranger, one), (one, stranger)):
                with self.assertRaisesRegex(UserError, "different companies"):
                    goes._merge_into(stays)
        two.sudo().is_erased = True
        with self.assertRaisesRegex(UserError, "erased"):
            two._merge_into(one)

    def test_several_at_once(self):
        people = self.Member.union(*(self._make_member(f"P{number}") for number in range(4)))
        for person in people:
            self._touch(person, 3, origin_model="mailing.mailing", origin_id=9)
        people._merge_into(people[0])
        self.assertEqual(people.exists(), people[0])
        self.assertEqual(len(people[0].touch_ids), 4)
        self.assertEqual(len(people[0].touch_ids.filtered("origin_id")), 1)

    def test_the_first_steps_do_not_take_back_a_merged_person(self):
        run = self.env["recruitment.pool.first.steps"].create({})
        one, two = self._pair()
        (one | two).sudo().first_steps_id = run
        self._merge(two, one)
        self.assertFalse(one.sudo().first_steps_id)

    def test_a_contacts_new_address_is_another_persons(self):
        """E-mail makes one person of two of the same name; whoever edits a contact is stopped by neither."""
        partner = self.env["res.partner"].create({"name": "Ada"})
        known = self._make_member("Ada Lovelace")
        namesake = self._make_member("LOVELACE, Ada".replace(",", ""), email=False, partner_id=partner.id)
        partner.email = "ada lovelace@example.com".replace(" ", "")
        self.assertEqual(known.email, "ada lovelace@example.com", "as built")
        self.assertTrue(namesake.exists())
        known.email = "ada.l@example.com"
        partner.email = "ada.l@example.com"
        self.assertFalse(namesake.exists())
        self.assertEqual(known.partner_id, partner)
        stranger = self.env["res.partner"].create({"name": "Bob"})
        bob = self._make_member("Bob", email=False, partner_id=stranger.id)
        stranger.email = "ada.l@example.com"
        self.assertTrue(bob.exists() and known.exists(), "another name: somebody decides")
        self.env["recruitment.pool.duplicate"]._find()
        self.assertEqual((bob.duplicate_count, known.duplicate_count), (1, 1))
