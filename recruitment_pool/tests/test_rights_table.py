from odoo.tests import tagged

from .common import PoolCase
from .rights_companies import CompaniesTable


@tagged("post_install", "-at_install")
class TestRightsTable(CompaniesTable, PoolCase):
    """Each public method and each model stand in readme/RIGHTS.md, with what each role may."""

    addon = "recruitment_pool"

    def _make_samples(self):
        policy = self._make_policy((1, 28))
        category = self._make_category("Experts", policy)
        member = self._make_member(categories=[category])
        applicant = self.env["hr.applicant"].create({"partner_name": "Bob", "email_from": "bob@example.com"})
        records = [
            policy,
            policy.rule_ids,
            category,
            member,
            member.key_ids[0],
            member.membership_ids,
            member.policy_snapshot_id,
            self._touch(member, 3, origin_model="mailing.mailing", origin_id=1),
            self.env["recruitment.contact.channel"].create({"name": "Fax", "code": "fax"}),
            self.env["recruitment.message.type"].create({"name": "Gazette", "code": "gazette"}),
            self.env["recruitment.pool.keep"].create({"applicant_ids": applicant.ids}),
            self.env["recruitment.pool.log.contact"].create({"member_ids": member.ids, "direction": "in"}),
            *self._make_action_samples(member, category),
            self.env["mail.compose.message"].create(
                {"model": "res.partner", "res_ids": str(self.env.user.partner_id.ids), "composition_mode": "mass_mail"}
            ),
            self.env["recruitment.pool.check"].create({"name": "Check"}),
            self.env["recruitment.pool.membership.event"].search([("member_id", "=", member.id)], limit=1),
            applicant,
            self.env["recruitment.pool.first.steps"].create({}),
            self.env["recruitment.pool.adoption"],
            self.env["hr.job"].create({"name": "Welder"}),
            self.env["applicant.get.refuse.reason"].create(
                {
                    "applicant_ids": applicant.ids,
                    "refuse_reason_id": self.env["hr.applicant.refuse.reason"].create({"name": "No"}).id,
                }
            ),
            self.env["mail.mail"].create({"state": "outgoing"}),
        ]
        self.other_category = self._make_category("Others")
        return {record._name: record for record in records}

    def _get_create_values(self, sample):
        return {
            "recruitment.pool.membership": {"category_id": self.other_category.id},
            "recruitment.pool.member.key": {"value": "other@example.com"},
        }.get(sample._name, {})

    def _get_arguments(self, model, method):
        return {
            "load": [["name", "email"], [["Eve", "eve@example.com"]]],
            "action_move_category": [self.other_category.id, False],
            "name_create": ["Made by typing"],
            "get_empty_list_help": ["<p>Nothing here yet</p>"],
        }.get(method, [])

    def test_rights_are_as_written(self):
        self._check_rights_table()

    def test_rights_in_two_companies(self):
        self._check_companies()
