from odoo import api, fields, models

# Writing one of these changes whose application it is.
KEY_FIELDS = {"email_from", "partner_id", "linkedin_profile"}


class HrApplicant(models.Model):
    _inherit = "hr.applicant"

    pool_member_id = fields.Many2one(
        "recruitment.pool.member",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="recruitment_pool.group_pool_user",
        help="The person of the pool whose application this is.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        applicants = super().create(vals_list)
        applicants._link_pool_member()
        return applicants

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & KEY_FIELDS:
            self._link_pool_member()
        # sudo: interviewers write applications of people whom they do not see in the pool
        if not (applicants := self.sudo()).env["recruitment.pool.member"]._is_pool_empty():
            applicants.pool_member_id._wake_refresh()  # criteria may look at what was written
        return result

    def _get_pool_keys(self):
        """The (kind, value) pairs by which this application names a person."""
        self.ensure_one()
        keys = []
        if self.email_normalized:
            keys.append(("email", self.email_normalized))
        if self.partner_id:
            keys.append(("partner", str(self.partner_id.id)))
        Member = self.env["recruitment.pool.member"]
        if profile := Member._normalize_profile(self.linkedin_profile):
            keys.append(("profile", profile))
        return keys

    def _match_pool_members(self):
        """{applicant: member} for the applications whose address is in the pool."""
        # sudo: interviewers and the website create applications too
        Member = self.env["recruitment.pool.member"].sudo()
        matched = {}
        if not self or Member._is_pool_empty():
            return matched
        for company, applicants in self.sudo().grouped("company_id").items():
            keys = {applicant: applicant._get_pool_keys() for applicant in applicants}
            found = Member._find_by_keys((key for pairs in keys.values() for key in pairs), company)
            for applicant, pairs in keys.items():
                member_id = next((found[key][0] for key in pairs if key in found), None)
                if member_id:
                    matched[applicant] = Member.browse(member_id)
        return matched

    def _link_pool_member(self):
        """Link applications to the people of the pool whose address they carry."""
        for applicant, member in self._match_pool_members().items():
            if applicant.pool_member_id != member:
                applicant.pool_member_id = member
                member._refresh_keys()

    def _keep_in_pool(self, categories, reason=False):
        """Make these applicants members of the pool, known people being matched.

        :return: the members, new and known
        """
        Member = self.env["recruitment.pool.member"]
        applicants = self.with_context(active_test=False)
        matched = applicants._match_pool_members()
        groups = {}
        for applicant in applicants:
            if applicant not in matched:
                keys = applicant._get_pool_keys()
                groups.setdefault(keys[0] if keys else applicant.id, []).append(applicant)
        created = Member.create([group[0]._prepare_pool_member_values() for group in groups.values()])
        for member, group in zip(created, groups.values(), strict=True):
            for applicant in group:
                applicant.sudo().pool_member_id = member  # sudo: refused ones are archived
        # sudo: nobody writes the ledger; it is that of the people just kept
        self.env["recruitment.pool.adoption"].sudo()._fill_past(created.ids)
        created._fold()
        members = created | Member.browse([m.id for m in matched.values()])
        members._add_to_categories(categories, reason)
        return members

    def _prepare_pool_member_values(self):
        self.ensure_one()
        return {
            "name": self.partner_name or self.partner_id.name or self.email_from or self.env._("Unnamed applicant"),
            "email": self.email_from,
            "phone": self.partner_phone,
            "partner_id": self.partner_id.id,
            "profile_url": self.linkedin_profile,
            "company_id": not self.company_id.pool_is_shared and self.company_id.id,
            "user_id": self.user_id.id or self.env.uid,
            "source_id": self.source_id.id,
        }
