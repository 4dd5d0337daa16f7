from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.mail.tests.common import mail_new_test_user
from odoo.addons.recruitment_pool.models import recruitment_pool_first_steps as first_steps
from odoo.addons.recruitment_pool_mailing.wizards import recruitment_pool_keep_recipients as keep_recipients

from .common import PoolMailingCase


@tagged("post_install", "-at_install")
class TestOutsiders(PoolMailingCase):
    """A mailing to applicants, some of whom no cadence knows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "mass_mailing.group_mass_mailing_user,hr_recruitment.group_hr_recruitment_"
        cls.manager = mail_new_test_user(cls.env, login="head", groups=f"{groups}manager", email="h@example.com")
        cls.officer = mail_new_test_user(cls.env, login="officer", groups=f"{groups}user")
        cls.marketing = mail_new_test_user(cls.env, login="marketing", groups="mass_mailing.group_mass_mailing_user")
        cls.known = cls._make_applicant("Ada", "ada@example.com")
        cls.twice = cls._make_applicant("Eve", "eve@example.com") | cls._make_applicant("Eve", "eve@example.com")
        cls.last = cls._make_applicant("Fay", "fay@example.com")
        cls.archived = cls._make_applicant("Gil", "gil@example.com", active=False)
        cls.applicants = cls.known | cls.twice | cls.last | cls.archived
        cls.mailing = cls._make_mailing(**cls._target(cls.applicants))

    def test_it_says_who_is_not_in_the_pool(self):
        mailing = self.mailing.with_user(self.officer)
        self.assertEqual(mailing.pool_outsider_sentence, "3 of 4 are not in the pool: no cadence applies to them.")
        self.assertEqual(mailing.pool_outsider_count, 3)
        self.mailing.mailing_domain = repr([("id", "in", self.known.ids)])
        self.assertFalse(mailing.pool_outsider_sentence)
        self.assertFalse(self._make_mailing().pool_outsider_sentence, "to members")

    def test_one_of_them(self):
        self.mailing.mailing_domain = repr([("id", "in", (self.known | self.last).ids)])
        self._assert_sentences(
            "1 of 2 is not in the pool: no cadence applies to this application.",
            "1 application of 1 person will be kept.",
            "1 sur 2 n'est pas dans le vivier : aucune cadence ne s'applique à cette candidature.",
            "1 candidature d'une personne sera gardée.",
        )

    def test_several_of_one_person(self):
        self.mailing.mailing_domain = repr([("id", "in", self.twice.ids)])
        self._assert_sentences(
            "2 of 2 are not in the pool: no cadence applies to them.",
            "2 applications of 1 person will be kept.",
            "2 sur 2 ne sont pas dans le vivier : aucune cadence ne s'applique à eux.",
            "2 candidatures d'une même personne seront gardées.",
        )

    def _assert_sentences(self, *expected):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["recruitment_pool_mailing"], ["fr_FR"])
        said = []
        for lang in ("en_US", "fr_FR"):
            mailing = self.mailing.with_context(lang=lang)
            wizard = self.env["recruitment.pool.keep.recipients"].with_context(lang=lang).new({"mailing_id": mailing})
            said += [mailing.pool_outsider_sentence, wizard.sentence]
        self.assertEqual(said, list(expected))

    def test_nothing_is_told_to_who_may_not_read_applications(self):
        mailing = self.mailing.with_user(self.marketing)
        self.assertFalse(mailing.pool_outsider_sentence)
        with self.assertRaises(AccessError):
            mailing.action_keep_pool_outsiders()

    def test_keep_them(self):
        action = self.mailing.with_user(self.manager).action_keep_pool_outsiders()
        wizard = Form(self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"]))
        self.assertEqual(wizard.sentence, "3 applications of 2 people will be kept.")
        wizard.category_ids.add(self.other)
        wizard.save().action_keep()
        self.assertEqual(self.twice.pool_member_id.category_ids, self.other)
        self.assertEqual(self.last.pool_member_id.category_ids, self.other)
        self.assertFalse(self.archived.pool_member_id, "it is no recipient")
        self.assertFalse(self.mailing.pool_outsider_count)
        with self.assertRaises(UserError):
            self.mailing.with_user(self.manager).action_keep_pool_outsiders()
        run = self.env["recruitment.pool.first.steps"].search([("mailing_id", "=", self.mailing.id)])
        self.assertEqual((run.state, run.total_count), ("done", 3))
        run.action_undo()
        self.assertFalse(self.twice.pool_member_id)

    def test_many_are_kept_in_the_background(self):
        for module in (first_steps, keep_recipients):
            self.patch(module, "AT_ONCE", 1)
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_kwargs: 60)
        action = self.mailing.with_user(self.manager).action_keep_pool_outsiders()
        wizard = Form(self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"]))
        self.assertEqual(
            wizard.sentence,
            "3 applications of 2 people will be kept. It goes on in batches, in the background: "
            "wait for it before you send.",
        )
        run_id = wizard.save().action_keep()["res_id"]
        run = self.env["recruitment.pool.first.steps"].browse(run_id)
        self.assertEqual((run.state, run.total_count), ("running", 3))
        self.assertFalse(self.last.pool_member_id)
        self.env["recruitment.pool.first.steps"]._cron_keep()
        self.assertEqual(run.state, "done")
        self.assertTrue(self.last.pool_member_id)

    def test_managers_keep(self):
        with self.assertRaises(AccessError):
            self.env["recruitment.pool.keep.recipients"].with_user(self.officer).create(
                {"mailing_id": self.mailing.id}
            ).action_keep()

    def test_a_mailing_that_goes_takes_its_run_along(self):
        """Without the mailing the run would go on with every application there is."""
        run = self.env["recruitment.pool.first.steps"].create({"mailing_id": self.mailing.id, "state": "running"})
        self.mailing.unlink()
        self.assertFalse(run.exists())
