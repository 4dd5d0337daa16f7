from odoo.tests import tagged

from odoo.addons.recruitment_pool.tests.rights import EXPORT, ROLES
from odoo.addons.recruitment_pool.tests.rights_companies import CompaniesTable

from .common import PoolMailingCase

MARKETING = f"base.group_user,mass_mailing.group_mass_mailing_user,{EXPORT}"


@tagged("post_install", "-at_install")
class TestRightsTable(CompaniesTable, PoolMailingCase):
    """Each public method of this addon, and what marketing users may with the pool, stand in readme/RIGHTS.md."""

    addon = "recruitment_pool_mailing"
    roles = ROLES | {"marketing": MARKETING, "administrator": ROLES["administrator"]}

    def _make_samples(self):
        # Another name and code: the pool's own table makes such records as well.
        channel = self.env["recruitment.contact.channel"].create({"name": "Fax", "code": "fax"})
        applicant = self._make_applicant("Dan", "dan@example.com")
        mailing = self._make_mailing()
        traces = self._send(mailing)
        records = [
            self.category.policy_id,
            self.category.policy_id.rule_ids,
            self.category,
            self.ada,
            self.ada.key_ids[0],
            self.ada.membership_ids,
            self.ada.policy_snapshot_id,
            self.ada.touch_ids,
            channel,
            self.env["recruitment.message.type"].create({"name": "Gazette", "code": "gazette"}),
            self.env["recruitment.pool.keep"].create({"applicant_ids": applicant.ids}),
            self.env["recruitment.pool.log.contact"].create({"member_ids": self.ada.ids, "direction": "in"}),
            *self._make_action_samples(self.ada, self.category),
            self.env["recruitment.pool.check"].create({"name": "Check"}),
            self.env["recruitment.pool.first.steps"].create({}),
            self.env["recruitment.pool.keep.recipients"].create({"mailing_id": mailing.id}),
            self.env["recruitment.pool.membership.event"].search([("member_id", "=", self.ada.id)], limit=1),
            mailing,
            traces[:1],
        ]
        return {record._name: record for record in records}

    def _get_own_models(self):
        """The models of the pool: this addon opens them to marketing users."""
        return sorted(m for m in self.env if m.startswith("recruitment.") and not self.env[m]._abstract)

    def _get_create_values(self, sample):
        return {
            "recruitment.pool.membership": {"category_id": self.other.id},
            "recruitment.pool.member.key": {"value": "other@example.com"},
        }.get(sample._name, {})

    def _get_arguments(self, model, method):
        return []

    def test_rights_are_as_written(self):
        self._check_rights_table()

    def test_rights_in_two_companies(self):
        self._check_companies()
