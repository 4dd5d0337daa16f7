from datetime import timedelta

from odoo.tests import Form, tagged

from odoo.addons.recruitment_pool.tests.common import NOW

from .common import PoolMailingCase


@tagged("post_install", "-at_install")
class TestAudience(PoolMailingCase):
    def _recipients(self, mailing):
        return self.Member.browse(mailing._get_recipients())

    def test_category_includes_its_children(self):
        mailing = self._make_mailing()
        self.assertEqual(mailing.mailing_model_id, self.member_model)
        self.assertEqual(self._recipients(mailing), self.ada | self.bob)
        mailing.pool_category_ids = self.child
        self.assertEqual(self._recipients(mailing), self.bob)
        self.assertEqual(mailing.total, 1)

    def test_only_current_memberships(self):
        today = NOW.date()
        self.ada.membership_ids.write({"since": today - timedelta(days=9), "until": today - timedelta(days=1)})
        self.bob.membership_ids.manual = "out"
        self.assertFalse(self._recipients(self._make_mailing()))

    def test_no_category_is_the_whole_pool_of_the_company(self):
        mailing = self._make_mailing(pool_category_ids=False)
        self.assertEqual(self._recipients(mailing), self.Member.search([("company_id", "=", self.company.id)]))

    def test_company_and_shared_people_only_also_for_the_scheduler(self):
        other = self.env["res.company"].create({"name": "Other"})
        shared = self._make_member("Shared", company_id=False)
        self._make_member("There", company_id=other.id)
        mailing = self._make_mailing(pool_category_ids=False).sudo()
        self.assertEqual(self._recipients(mailing), self.ada | self.bob | self.cleo | shared)
        mailing.pool_company_id = other
        self.assertEqual(set(self._recipients(mailing).mapped("name")), {"Shared", "There"})

    def test_applicants_of_the_company_only(self):
        other = self.env["res.company"].create({"name": "Other"})
        here = self._make_applicant("Here", "here@example.com")
        there = self._make_applicant("There", "there@example.com", company_id=other.id)
        mailing = self._make_mailing(**self._target(here | there))
        self.assertEqual(mailing._get_recipients(), here.ids)

    def test_applicants_without_company_as_before(self):
        nowhere = self._make_applicant("Nowhere", "nowhere@example.com", company_id=False)
        self.assertFalse(nowhere.company_id)
        self.assertEqual(self._make_mailing(**self._target(nowhere))._get_recipients(), nowhere.ids)

    def test_mailings_that_are_not_ours_reach_as_before(self):
        other = self.env["res.company"].create({"name": "Other"})
        partner = self.env["res.partner"].create({"name": "P", "company_id": other.id})
        mailing = self._make_mailing(**self._target(partner))
        self.assertEqual(mailing._get_recipients(), partner.ids)
        mailing.pool_message_type_id = self.newsletter
        self.assertEqual(mailing._get_recipients(), [])
        self.assertEqual(mailing.mailing_model_name, "res.partner")

    def test_audience_of_the_message_type(self):
        self.bob.write({"is_prescriber": True, "is_candidate": False})
        press = self.env.ref("recruitment_pool.message_type_press_release")
        mailing = self._make_mailing()
        self.assertEqual(self._recipients(mailing), self.ada | self.bob)
        mailing.pool_message_type_id = press
        self.assertEqual(self._recipients(mailing), self.bob)
        self.assertEqual(mailing.pool_other_audience, "candidate")

    def test_created_without_a_target_it_is_for_the_pool(self):
        vals = {"subject": "News", "pool_message_type_id": self.newsletter.id}
        mailings = self.env["mailing.mailing"].create([vals, {**vals, "pool_message_type_id": False}])
        self.assertEqual(mailings.mapped("mailing_model_real"), ["recruitment.pool.member", "mailing.contact"])

    def test_form_message_type_opens_the_pool(self):
        form = Form(self.env["mailing.mailing"])
        self.assertEqual(form.mailing_model_id.model, "mailing.list")
        form.pool_message_type_id = self.newsletter
        self.assertEqual(form.mailing_model_id, self.member_model)
        form.pool_category_ids.add(self.category)
        self.assertEqual(form.pool_audience_sentence, "2 of 2 may receive it today.")
        form.subject = "News"
        mailing = form.save()
        self.assertEqual(self._recipients(mailing), self.ada | self.bob)
        self.assertFalse(mailing.pool_is_custom_audience)

    def test_order_of_categories_is_nothing(self):
        for categories in (self.category | self.other, self.other | self.category):
            mailing = self._make_mailing(pool_category_ids=categories.ids)
            self.env.invalidate_all()
            self.assertFalse(mailing.pool_is_custom_audience)

    def test_people_named_one_by_one_stay_when_merged(self):
        named = (self.ada | self.cleo).ids
        chosen = self._make_mailing(pool_category_ids=False, mailing_domain=repr([("id", "in", named)]))
        without = self._make_mailing(
            pool_category_ids=False, mailing_domain=repr([("is_candidate", "=", True), ("id", "!=", self.cleo.id)])
        )
        sent = self._make_mailing(pool_category_ids=False, mailing_domain=repr([("id", "=", self.cleo.id)]))
        sent.state = "done"
        before = sent.mailing_domain
        self.cleo._merge_into(self.bob)
        self.assertEqual(set(chosen._get_recipients()), {self.ada.id, self.bob.id})
        self.assertEqual(set(without._get_recipients()), {self.ada.id})
        self.assertEqual(sent.mailing_domain, before, "what was sent stays as it was")

    def test_form_keeps_another_target(self):
        form = Form(self.env["mailing.mailing"])
        form.mailing_model_id = self.env["ir.model"]._get("res.partner")
        form.mailing_domain = "[('name', '=', 'Ada')]"
        form.pool_message_type_id = self.newsletter
        form.subject = "News"
        mailing = form.save()
        self.assertEqual(mailing.mailing_model_name, "res.partner")
        self.assertEqual(mailing.mailing_domain, "[('name', '=', 'Ada')]")

    def test_write_to_this_category(self):
        action = self.category.action_write_to_category()
        form = Form(self.env["mailing.mailing"].with_context(**action["context"]))
        self.assertEqual(form.pool_message_type_id, self.newsletter)
        form.subject = "News"
        self.assertEqual(self._recipients(form.save()), self.ada | self.bob)
