from lxml import html

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

INTERVIEWED = ("stage_job2", "stage_job3", "stage_job4")  # Odoo's stages from the first interview on
# code: (name, policy rules, keep-warm days, values of the category)
STARTERS = {
    "key": (_lt("Key candidates"), [(1, 30)], 90, {"is_key": True, "color": 3}),
    "finalist": (_lt("Finalists not retained"), [(1, 30)], 120, {"color": 4}),
    "passive": (_lt("Passive experts"), [(1, 60)], 180, {"color": 9}),
    "junior": (_lt("Juniors and former interns"), [(1, 30)], 180, {"color": 10}),
    "spontaneous": (_lt("Spontaneous applications"), [(1, 30)], 0, {"color": 5}),
    "alumni": (_lt("Former employees"), [(1, 90)], 180, {"color": 7}),
    "agency": (_lt("Agencies"), [(1, 7), (2, 30)], 0, {"audience": "prescriber", "color": 2}),
    "school": (_lt("Schools"), [(1, 30)], 0, {"audience": "prescriber", "color": 8}),
    "press": (_lt("Press"), [(1, 14)], 0, {"audience": "prescriber", "color": 11}),
}


class RecruitmentPoolCategoryStarter(models.AbstractModel):
    """Categories to start with, offered where there are none; ordinary records from then on."""

    _name = "recruitment.pool.category.starter"
    _description = "Starter Set of Pool Categories"

    starter_code = fields.Char(copy=False, readonly=True, help="Which category of the starter set this was.")

    @api.model
    def _get_starter_criteria(self, code):
        """The criteria of those categories that Odoo's own data can tell, as text."""
        if code == "spontaneous":
            # Not the copies that Odoo makes for its own talent pools: they have no job either.
            return str([("applicant_ids", "any", [("job_id", "=", False), ("talent_pool_ids", "=", False)])])
        if code == "finalist":
            stages = [self.env.ref(f"hr_recruitment.{name}", raise_if_not_found=False) for name in INTERVIEWED]
            if ids := [stage.id for stage in stages if stage]:
                refused = [("refuse_reason_id", "!=", False), ("stage_id", "in", ids)]
                return str([("applicant_ids", "any", refused)])
        return False

    @api.model
    def _create_starters(self, company):
        """Create those of the starter set that ``company`` (empty: all companies) does not have.

        :return: the categories created, with their policies and names in every installed language
        """
        Category = self.env["recruitment.pool.category"].with_context(lang="en_US")
        existing = Category.with_context(active_test=False).search(
            [("starter_code", "!=", False), ("company_id", "=", company.id)]
        )
        created = Category.browse()
        for code in STARTERS.keys() - set(existing.mapped("starter_code")):
            created |= Category.create(self._prepare_starter(code, company))
        for lang, _name in self.env["res.lang"].get_installed():
            for record in created.with_context(lang=lang):
                record.name = record.policy_id.name = record.env._(STARTERS[record.starter_code][0])
        return created.with_env(self.env)

    @api.model
    def _prepare_starter(self, code, company):
        name, rules, keep_warm_days, vals = STARTERS[code]
        # A policy left from a category that was deleted is the user's: it is not doubled.
        Policy = self.env["recruitment.contact.policy"].with_context(lang="en_US")
        policy = Policy.search([("name", "=", str(name._source)), ("company_id", "=", company.id)], limit=1)
        policy = policy or Policy.create(
            {
                "name": name._source,
                "company_id": company.id,
                "keep_warm_days": keep_warm_days,
                "rule_ids": [
                    Command.create({"touch_limit": limit, "window_days": window_days}) for limit, window_days in rules
                ],
            }
        )
        return {
            **vals,
            "name": name._source,
            "company_id": company.id,
            "starter_code": code,
            "policy_id": policy.id,
            "criteria_domain": self._get_starter_criteria(code),
        }

    @api.model
    def get_empty_list_help(self, help_message):
        """The starter set is offered to who may add it: others would be refused."""
        help_message = super().get_empty_list_help(help_message)
        if not help_message or self.env.user.has_group("recruitment_pool.group_pool_manager"):
            return help_message
        page = html.fragment_fromstring(help_message, create_parent="div")
        for link in page.xpath("//a[@type='action']"):
            link.drop_tree()
        return html.tostring(page, encoding="unicode")

    @api.model
    def action_create_starters(self):
        """Button of the empty screen: create the starter set for this company, then show it."""
        company = self.env.company
        self._create_starters(company.browse() if company.pool_is_shared else company)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("recruitment_pool.recruitment_pool_category_action"),
            "target": "main",
        }
