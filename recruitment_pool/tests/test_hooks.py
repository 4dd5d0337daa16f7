from odoo.tests import tagged

from .. import hooks
from ..models.recruitment_pool_adoption import TURN_PARAMETER
from .common import PoolCase


@tagged("post_install", "-at_install")
class TestHooks(PoolCase):
    def test_install_adopts_the_talents_that_are_there(self):
        pool = self.env["hr.talent.pool"].create({"name": "Experts", "company_id": self.company.id})
        talent = self.env["hr.applicant"].create(
            {"partner_name": "Ada", "email_from": "ada@example.com", "company_id": self.company.id}
        )
        self.env.flush_all()
        # By SQL: before the addon nobody followed.
        self.env.cr.execute("INSERT INTO hr_applicant_hr_talent_pool_rel VALUES (%s, %s)", (talent.id, pool.id))
        self.env.invalidate_all()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["recruitment_pool"], ["fr_FR"])
        self.company.partner_id.lang = "fr_FR"
        hooks.post_init_hook(self.env(context={"allowed_company_ids": self.company.ids}))
        membership = talent.pool_member_id.membership_ids
        self.assertEqual(membership.category_id.talent_pool_id, pool)
        self.assertEqual(membership.reason, "Dans le vivier natif Experts", "nobody asks, so in the company's language")

    def test_uninstall_keeps_mails_and_leaves_no_note_of_ours(self):
        member = self._make_member("Ada")
        mail = self.env["mail.mail"].create({"model": member._name, "res_id": member.id, "email_to": "ada@example.com"})
        favourite = self.env["ir.filters"].create({"name": "Mine", "model_id": member._name})
        self.env["ir.config_parameter"].set_param(TURN_PARAMETER, "x")
        keys = [("module.name", "=", "recruitment_pool"), ("type", "=", "f")]
        self.assertTrue(self.env["ir.model.constraint"].search(keys))
        hooks.uninstall_hook(self.env)
        self.assertEqual((mail.exists().model, mail.res_id), (False, 0))
        self.assertFalse(favourite.exists())
        self.assertFalse(self.env["ir.config_parameter"].get_param(TURN_PARAMETER))
        self.assertFalse(self.env["ir.model.constraint"].search(keys))
