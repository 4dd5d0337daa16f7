from odoo import api, models

# What an application says of its own process, and no other application takes over.
NOT_TAKEN_OVER = {
    "active": True,
    "applicant_properties": False,
    "campaign_id": False,
    "color": 0,
    "date_open": False,
    "kanban_state": "normal",
    "last_stage_id": False,
    "priority": "0",
    "probability": 0,
    "refuse_date": False,
    "refuse_reason_id": False,
    "salary_proposed": 0,
    "salary_proposed_extra": False,
    "talent_pool_ids": False,
}


class RecruitmentPoolProposeMixin(models.AbstractModel):
    """People as applicants for one more job."""

    _name = "recruitment.pool.propose.mixin"
    _description = "Proposing Pool Members"

    def _propose(self, job, stage, words):
        """Make one application of each person; nothing of it counts as a contact.

        :param stage: record, empty: the first stage of the job
        :param words: note kept with each application, or False
        :return: the applications, in the order of the people
        """
        latest = self._get_latest_applications()
        common = self._prepare_proposal(job, stage)
        # Of many at once Odoo would write to each follower of the job for each of them. The mail of
        # a stage would thank for an application that the person knows nothing of.
        quiet = {"mail_create_nolog": True} if len(self) > 1 else {}
        applications = self.env["hr.applicant"].with_context(just_moved=True, **quiet)
        applications = applications.create(
            [{**values, **common} for values in self._prepare_applications(latest, self._find_application_partners())]
        )
        for member, application in zip(self, applications, strict=True):
            if application.pool_member_id != member:  # an address that two people have
                application.pool_member_id = member
        self._copy_cvs({latest[m]: a for m, a in zip(self, applications, strict=True) if m in latest})
        note = self.env._("Proposed from the pool. %(words)s", words=words or "")
        applications._message_log_batch(dict.fromkeys(applications.ids, note))
        self._message_log_batch(dict.fromkeys(self.ids, self.env._("Proposed for %(job)s.", job=job.name)))
        return applications.with_env(self.env)

    def _get_latest_applications(self):
        """{member: the latest application or talent}, nobody without one."""
        applications = self.env["hr.applicant"].with_context(active_test=False)
        applications = applications.search([("pool_member_id", "in", self.ids)], order="id")
        return {application.pool_member_id: application for application in applications}

    def _find_application_partners(self):
        """{member id: the contact of the address on file}, made where there is none: all at once, not one by one."""
        return self._partner_find_from_emails(
            {member: [member.email] if member.email_normalized else [] for member in self},
            additional_values={
                m.email_normalized: {"name": m.name, "phone": m.phone} for m in self if m.email_normalized
            },
        )

    @api.model
    def _prepare_proposal(self, job, stage):
        """The values that all applications of one proposal have in common."""
        values = {
            "job_id": job.id,
            "company_id": (job.company_id or self.env.company).id,
            "department_id": job.department_id.id,
            "user_id": (job.user_id or self.env.user).id,
            "source_id": self.env.ref("recruitment_pool.utm_source_pool", raise_if_not_found=False),
            "medium_id": self.env.ref("recruitment_pool.utm_medium_pool", raise_if_not_found=False),
        }
        # Odoo would look the first stage up for each application.
        values["stage_id"] = stage or self.env["hr.recruitment.stage"].search(
            [("job_ids", "in", (False, job.id)), ("fold", "=", False)], order="sequence", limit=1
        )
        return {name: getattr(value, "id", value) for name, value in values.items()}

    def _prepare_applications(self, latest, partners):
        """Values of one application each: what the latest one says of the person, and what is on file here.

        The contact keeps its name: Odoo would give it that of the application.

        :param latest: {member: application}
        :param partners: {member id: contact found or made by e-mail}
        """
        Applicant = self.env["hr.applicant"].with_context(no_copy_in_partner_name=True)
        known = Applicant.browse(application.id for application in latest.values())
        copies = dict(zip(known.pool_member_id, known.copy_data(NOT_TAKEN_OVER), strict=True))
        vals_list = []
        for member in self:
            partner = partners[member.id][:1] or (not member.email and member.partner_id)
            vals_list.append(
                {
                    **copies.get(member, {}),
                    "pool_member_id": member.id,
                    "partner_id": partner and partner.id,
                    "partner_name": (partner and partner.name) or member.name,
                    "email_from": (partner and partner.email) or member.email,
                    "partner_phone": member.phone or (partner and partner.phone),
                    "linkedin_profile": member.profile_url or copies.get(member, {}).get("linkedin_profile"),
                }
            )
        return vals_list

    @api.model
    def _copy_cvs(self, copies):
        """Copy the documents of applications, and what Odoo shows first; pictures are logos of signatures.

        :param copies: {application: the new application}
        """
        targets = {old.id: new for old, new in copies.items()}
        main = {old.message_main_attachment_id for old in copies}
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "hr.applicant"), ("res_id", "in", list(targets)), ("res_field", "=", False)], order="id"
        )
        files = files.filtered(lambda f: f in main or not (f.mimetype or "").startswith("image/"))
        created = self.env["ir.attachment"].create(
            [
                {**values, "name": file.name, "res_id": targets[file.res_id].id}
                for file, values in zip(files, files.copy_data(), strict=True)
            ]
        )
        for old, new in zip(files, created, strict=True):
            if old in main:
                targets[old.res_id].message_main_attachment_id = new
