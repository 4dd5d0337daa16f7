from odoo import api, fields, models

from .recruitment_pool_adoption import join_by_key

# Writing one of these changes whose application it is.
KEY_FIELDS = {"email_from", "partner_id", "linkedin_profile", "partner_phone"}
POOL = "recruitment_pool.group_pool_user"
RELATED_FIELDS = {"pool_contact_state", "pool_contact_words", "pool_cadence_sentence"}


class HrApplicant(models.Model):
    _inherit = "hr.applicant"

    pool_member_id = fields.Many2one(
        "recruitment.pool.member",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=POOL,
        help="The person of the pool whose application this is.",
    )
    pool_contact_state = fields.Selection(related="pool_member_id.contact_state", groups=POOL)
    pool_contact_words = fields.Char(related="pool_member_id.contact_words", groups=POOL)
    pool_cadence_sentence = fields.Char(related="pool_member_id.cadence_sentence", groups=POOL)

    @api.model_create_multi
    def create(self, vals_list):
        applicants = super().create(vals_list)
        if any("pool_member_id" in vals for vals in vals_list) or "default_pool_member_id" in self.env.context:
            applicants.pool_member_id.check_access("write")
        applicants._link_pool_member()
        if any("talent_pool_ids" in vals for vals in vals_list) or "default_talent_pool_ids" in self.env.context:
            applicants._follow_native_pools({})
        return applicants

    def write(self, vals):
        before = self._get_native_pools() if "talent_pool_ids" in vals else None
        result = super().write(vals)
        if "pool_member_id" in vals:
            self.pool_member_id.check_access("write")  # the related fields tell of whoever it is
        if vals.keys() & KEY_FIELDS:
            self._link_pool_member()
        if not self.env["recruitment.pool.member"]._is_pool_empty():
            # sudo: interviewers write applications of people whom they do not see in the pool
            self.sudo().pool_member_id._wake_refresh()  # criteria may look at what was written
        if before is not None:
            self._follow_native_pools(before)
        return result

    def unlink(self):
        people, pools = self.sudo().pool_member_id, self.sudo().talent_pool_ids
        result = super().unlink()
        people._leave_native_pools(pools)
        return result

    def _field_to_sql(self, alias, field_expr, query=None):
        """Group and order by how people stand only for who may read it.

        Of a related field Odoo asks for the right on what it leads to, as superuser.
        """
        if field_expr in RELATED_FIELDS:
            self._check_field_access(self._fields[field_expr], "read")
        return super()._field_to_sql(alias, field_expr, query)

    def _get_pool_keys(self):
        """The (kind, value) pairs by which this application names a person."""
        self.ensure_one()
        Member = self.env["recruitment.pool.member"]
        emails = [self.email_normalized, *Member._normalize_emails(self.partner_id.email)]
        return Member._to_keys(emails, self.partner_id.id, self.linkedin_profile)

    def _match_pool_members(self, default_company=None):
        """{applicant: member} for the applications whose address is in the pool, or that are linked already.

        :param default_company: whose people those without company may be too; None: shared ones only
        """
        # sudo: interviewers and the website create applications too
        Member = self.env["recruitment.pool.member"].sudo()
        matched = {}
        if not self or Member._is_pool_empty():
            return matched
        nobody = self.env["res.company"]
        for company, applicants in self.sudo().grouped(lambda a: a.company_id or default_company or nobody).items():
            keys = {applicant: applicant._get_pool_keys() for applicant in applicants}
            found = Member._find_by_keys((key for pairs in keys.values() for key in pairs), company)
            for applicant, pairs in keys.items():
                member_id = next((found[key][0] for key in pairs if key in found), applicant.pool_member_id.id)
                if member_id:
                    matched[applicant] = Member.browse(member_id)
        return matched

    def _link_pool_member(self):
        """Link applications to the people of the pool whose address they carry."""
        matched = self._match_pool_members()
        keys_of = {}
        for applicant, member in matched.items():
            applicant = applicant.sudo()  # sudo: interviewers write applications of people whom they do not see
            if applicant.pool_member_id != member:
                applicant.pool_member_id = member
            keys_of.setdefault(member, set()).update(applicant._get_own_pool_keys())
        self.env["recruitment.pool.member"].sudo()._add_keys(keys_of, is_strict=False)  # sudo: as above

    def _get_own_pool_keys(self):
        """The keys that a person has by this application: what it names somebody by, and its phone."""
        phone = self.phone_sanitized
        return {*self._get_pool_keys(), *([("phone", phone)] if phone else [])}

    def _keep_in_pool(self, categories, reason=False):
        """Make these applicants members of the pool, known people being matched; without company they are our own.

        :return: the members, new and known
        """
        Member = self.env["recruitment.pool.member"]
        applicants = self.with_context(active_test=False)
        matched = applicants._match_pool_members(self.env.company)
        new = applicants.filtered(lambda a: a not in matched)
        groups = new._group_by_person()
        # Whoever is in charge of thousands of applications is not written to for each that somebody keeps.
        quiet = Member.with_context(mail_auto_subscribe_no_notify=True)
        created = quiet.create([group[0]._prepare_pool_member_values() for group in groups]).with_env(self.env)
        for member, group in zip(created, groups, strict=True):
            applicants.browse().union(*group).sudo().pool_member_id = member  # sudo: refused ones are archived
        for applicant, member in matched.items():
            if not applicant.sudo().pool_member_id:  # sudo: as above
                applicant.sudo().pool_member_id = member
        new._link_pool_member()
        # sudo: nobody writes the ledger; it is that of the people just kept
        self.env["recruitment.pool.adoption"].sudo()._fill_past(created.ids)
        created._fold()
        members = created | Member.browse([m.id for m in matched.values()])
        members._add_to_categories(categories, reason)
        return members

    def _get_keeping_company(self):
        """Whose person comes of this application: without company, of the one that keeps it."""
        return self.company_id or self.env.company

    def _group_by_person(self):
        """Lists of these applications, each of what names one person."""
        return join_by_key({a: [(a._get_keeping_company(), *key) for key in a._get_pool_keys()] for a in self})

    def _prepare_pool_member_values(self):
        """Values of this person as a member, without what a member may not have: the talent is no less one."""
        self.ensure_one()
        Member = self.env["recruitment.pool.member"]
        company = self._get_keeping_company().filtered(lambda c: not c.pool_is_shared)
        contact = self.partner_id.filtered(lambda p: p.company_id in (p.company_id.browse(), company))
        names = (self.partner_name, self.partner_id.name, self.email_from, self.env._("Unnamed applicant"))
        return {
            "name": next(filter(None, (Member._clean({"name": name})["name"] for name in names))),
            "email": self.email_from,
            "phone": self.partner_phone,
            "partner_id": contact.id,
            "profile_url": self.env["recruitment.pool.adoption"]._get_safe_url(self.linkedin_profile),
            "company_id": company.id,
            "user_id": self.user_id.id or self.env.uid,
            "source_id": self.source_id.id,
        }

    def _notify_by_email_get_final_mail_values(self, recipient_ids, mail_values, additional_values=None):
        """Write down the mail of a stage, where its final recipients are known; see ``recruitment.pool.mail.mixin``."""
        values = super()._notify_by_email_get_final_mail_values(recipient_ids, mail_values, additional_values)
        message = self.env["mail.message"].browse(mail_values.get("mail_message_id"))
        member = self.sudo().pool_member_id  # sudo: interviewers move applications of people whom they do not see
        if member and message.message_type == "auto_comment" and member._is_among(recipient_ids):
            values["pool_touch_keys"] = member._reserve_mail(message, "transactional").ids
        return values

    # Odoo's own pools: talents join our categories and leave them, never the other way

    def _get_native_pools(self):
        """{applicant: native pools}; sudo: interviewers have no right on all of them."""
        return {applicant: applicant.talent_pool_ids for applicant in self.sudo()}

    def _follow_native_pools(self, before):
        """Keep people put into native pools since ``before``, and end what was taken back."""
        after = self._get_native_pools()
        empty = self.env["hr.talent.pool"]
        joined = {talent: pools - before.get(talent, empty) for talent, pools in after.items()}
        for pool in empty.sudo().union(*joined.values()):
            talents = self.sudo().filtered(lambda a, p=pool: p in joined[a])
            talents._join_native_pool(pool)
        for talent, pools in after.items():
            talent.pool_member_id._leave_native_pools(before.get(talent, empty) - pools)

    def _join_native_pool(self, pool):
        category = self.env["recruitment.pool.adoption"]._link_categories().filtered(lambda c: c.talent_pool_id == pool)
        known = self.filtered("pool_member_id")
        people = known.pool_member_id | (self - known)._keep_in_pool(category.browse())
        # A category of one company holds its people only.
        people = people.filtered(lambda m: not category.company_id or m.company_id == category.company_id)
        people._add_to_categories(category, category._get_native_reason())
