from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PoolCase

OWN = ("pool_contact_state", "pool_contact_words", "pool_cadence_sentence", "pool_member_id")


@tagged("post_install", "-at_install")
class TestApplicantViews(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "hr_recruitment.group_hr_recruitment_"
        cls.officer = mail_new_test_user(cls.env, login="officer", groups=f"{groups}user")
        cls.interviewer = mail_new_test_user(cls.env, login="interviewer", groups=f"{groups}interviewer")
        cls.member = cls._make_member("Ada", [cls._make_category("Warm", cls._make_policy((1, 28), keep_warm_days=30))])
        cls.applicants = cls.env["hr.applicant"].create(
            [
                {
                    "partner_name": name,
                    "email_from": f"{name.lower()}@example.com",
                    "interviewer_ids": [Command.set(cls.interviewer.ids)],
                    "date_last_stage_update": "2026-01-01",
                }
                for name in ("Ada", "Bob")
            ]
        )
        cls._touch(cls.member, 100, message_type=cls.personal)
        cls.member._fold()

    def _read_through(self, view_type, user):
        """What the client reads to show a view: ({field of the view}, values by application)."""
        Applicant = self.env["hr.applicant"].with_user(user)
        arch = Applicant.get_view(view_type=view_type)["arch"]
        names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        names &= Applicant.fields_get().keys()
        if view_type == "kanban":
            names |= {name for name in OWN if "pool_contact_state" in names}  # as the widget asks for
        elif "pool_contact_state" in names:
            names.add("pool_cadence_sentence")
        specification = {name: {} for name in names}
        return names, self.applicants.with_user(user).web_read(specification)

    def test_recruiters_see_how_people_of_the_pool_stand(self):
        for view_type in ("kanban", "form"):
            _names, (ada, bob) = self._read_through(view_type, self.officer)
            self.assertEqual((ada["pool_contact_state"], bob["pool_contact_state"]), ("overdue", False))
            self.assertEqual(ada["pool_member_id"], self.member.id)
        self.assertIn("a personal contact was due", ada["pool_cadence_sentence"])
        own = [("id", "in", self.applicants.ids)]
        groups = self.applicants.with_user(self.officer).formatted_read_group(own, ["pool_contact_state"], ["__count"])
        self.assertEqual({group["pool_contact_state"]: group["__count"] for group in groups}, {"overdue": 1, False: 1})

    def test_interviewers_see_none_of_it_and_nothing_breaks(self):
        for view_type in ("kanban", "form", "list", "search"):
            names, rows = self._read_through(view_type, self.interviewer)
            self.assertFalse(names & set(OWN), view_type)
            self.assertEqual(len(rows), 2)
            arch = self.env["hr.applicant"].with_user(self.interviewer).get_view(view_type=view_type)["arch"]
            self.assertFalse([name for name in OWN if name in arch], view_type)
        ada = self.applicants[0].with_user(self.interviewer)
        for name in OWN:
            with self.assertRaises(AccessError):
                ada.read([name])
            with self.assertRaises(AccessError):
                ada.search([(name, "!=", False)])
            for act in (
                lambda n=name: ada.formatted_read_group([], [n], ["__count"]),
                lambda n=name: ada.formatted_read_group([], [], [f"{n}:count_distinct"]),
                lambda n=name: ada.search([], order=n),
            ):
                with self.assertRaises(AccessError, msg=name):
                    act()
        ada.write({"linkedin_profile": "https://www.linkedin.com/in/ada", "priority": "1"})
        self.assertEqual(self.applicants[0].pool_member_id, self.member)

    def test_filters(self):
        Applicant = self.env["hr.applicant"].with_user(self.officer)
        ada, bob = self.applicants
        own = [("id", "in", self.applicants.ids)]
        root = etree.fromstring(Applicant.get_view(view_type="search")["arch"])

        def found(name):
            (node,) = root.xpath(f"//filter[@name='{name}']")
            return Applicant.search([*own, *literal_eval(node.get("domain"))])

        self.assertEqual(found("filter_in_pool"), ada)
        self.assertEqual(found("filter_not_in_pool"), bob)
        self.assertEqual(found("filter_pool_overdue"), ada)
        self.assertEqual(found("filter_pool_contactable"), ada)
        self.member.is_opted_out = True
        self.assertFalse(found("filter_pool_contactable"))

    def test_as_many_queries_for_many(self):
        def measure(count):
            names = [f"N{count}x{number}" for number in range(count)]
            self.Member.create([{"name": name, "email": f"{name}@example.com"} for name in names])
            applicants = self.env["hr.applicant"].create(
                [{"partner_name": name, "email_from": f"{name}@example.com"} for name in names]
            )
            return self._count_queries(applicants.web_read, {name: {} for name in OWN})

        measure(3)  # what is cached from then on
        self.assertEqual(measure(2), measure(40))
