import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

AT_ONCE = 500  # applications kept while the manager waits; more go in batches
BATCH = 200
PREVIEW = 20
LONGEST_MONTHS = 1200


class RecruitmentPoolFirstSteps(models.Model):
    """Who of the applicants belongs in the pool: chosen, kept in batches, and taken back.

    One record a run, kept: it says who came in by it. For managers of recruitment, who see
    all applications and manage the pool.
    """

    _name = "recruitment.pool.first.steps"
    _description = "First Steps"
    _inherit = ["recruitment.pool.input.mixin", "recruitment.pool.first.steps.figures"]
    _order = "id desc"
    _check_company_auto = True

    state = fields.Selection(
        [("draft", "Choosing"), ("running", "Under Way"), ("done", "Kept"), ("undone", "Taken Back")],
        required=True,
        readonly=True,
        default="draft",
    )
    job_ids = fields.Many2many("hr.job", string="Jobs", help="Empty: all.")
    refuse_reason_ids = fields.Many2many("hr.applicant.refuse.reason", string="Refuse Reasons", help="Empty: all.")
    stage_ids = fields.Many2many("hr.recruitment.stage", string="Stages Reached", help="Empty: all.")
    silent_months = fields.Integer(default=24, help="Months without an application or an e-mail from the person.")
    is_silent_included = fields.Boolean(string="Also Those Silent for Longer")
    category_ids = fields.Many2many(
        "recruitment.pool.category", string="Categories", check_company=True, help="Those kept join these categories."
    )
    application_count = fields.Integer(string="Applications", compute="_compute_audience")
    people_count = fields.Integer(string="Persons", compute="_compute_audience")
    known_count = fields.Integer(string="In the Pool Already", compute="_compute_audience")
    duplicate_count = fields.Integer(string="Duplicates", compute="_compute_audience")
    preview_ids = fields.Many2many(
        "hr.applicant",
        string="The First of Them",
        compute="_compute_audience",
        context={"active_test": False},  # Odoo archives those it refuses
    )
    member_ids = fields.One2many("recruitment.pool.member", "first_steps_id", string="Kept")
    total_count = fields.Integer(string="Applications to Keep", readonly=True)
    done_count = fields.Integer(string="Applications Kept", readonly=True)
    progress = fields.Integer(compute="_compute_progress")
    trouble = fields.Text(readonly=True, copy=False, help="Why those that remain could not be kept.")
    left_count = fields.Integer(string="Not Taken Back", readonly=True, help="Somebody has worked on them since.")

    _months_positive = models.Constraint(
        f"CHECK(silent_months BETWEEN 1 AND {LONGEST_MONTHS})", "The number of months lies between 1 and 1200."
    )

    def _compute_display_name(self):
        self.display_name = self.env._("First Steps")

    @api.depends("total_count", "done_count")
    def _compute_progress(self):
        for run in self:
            run.progress = 100 * run.done_count // run.total_count if run.total_count else 0

    @api.depends("job_ids", "refuse_reason_ids", "stage_ids", "silent_months", "is_silent_included", "state")
    def _compute_audience(self):
        for run in self:
            applicants = run._get_applicants().with_company(run.company_id)
            groups = applicants._group_by_person()
            in_pool = set(applicants.filtered("pool_member_id"))
            run.application_count = len(applicants)
            run.people_count = len(groups)
            run.known_count = sum(1 for group in groups if in_pool.intersection(group))
            run.duplicate_count = len(applicants) - len(groups)
            run.preview_ids = applicants.filtered(lambda a, known=in_pool: a not in known)[:PREVIEW]

    def _get_domain(self):
        """Applications that fit the choice; hired people are colleagues, talents are in the pool."""
        self.ensure_one()
        domain = Domain("company_id", "in", [self.company_id.id, False]) & Domain("date_closed", "=", False)
        if self.job_ids:
            domain &= Domain("job_id", "in", self.job_ids.ids)
        if self.refuse_reason_ids:
            domain &= Domain("refuse_reason_id", "in", self.refuse_reason_ids.ids)
        if self.stage_ids:
            domain &= Domain("stage_id", "in", self.stage_ids.ids)
        if not self.is_silent_included:
            months = min(max(self.silent_months, 1), LONGEST_MONTHS)  # whatever is being typed
            since = self.env.cr.now() - relativedelta(months=months)
            wrote = Domain("message_type", "=", "email") & Domain("date", ">=", since)
            domain &= Domain("create_date", ">=", since) | Domain("message_ids", "any", wrote)
        return domain

    def _get_applicants(self, domain=Domain.TRUE, limit=None):
        Applicant = self.env["hr.applicant"].with_context(active_test=False)
        return Applicant.search(self._get_domain() & domain, order="id", limit=limit)

    # Keeping

    def action_keep(self):
        """Keep those chosen who are not in the pool yet: at once when few, else in the background."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("This choice was kept already: open the first steps anew for another one."))
        count = len(self._get_applicants(Domain("pool_member_id", "=", False)))
        if not count:
            raise UserError(self.env._("Nobody fits who is not in the pool already: widen the choice."))
        self.write({"state": "running", "total_count": count})
        if count <= AT_ONCE:
            while self._keep_batch():
                pass
        else:
            # sudo: managers have no right on scheduled actions, waking one is harmless
            self.env.ref("recruitment_pool.ir_cron_first_steps").sudo()._trigger()
        return True

    def _keep_batch(self):
        """Keep one batch, and say how many applications remain."""
        applicants = self._get_applicants(Domain("pool_member_id", "=", False), limit=BATCH)
        applicants = applicants.with_company(self.company_id)
        known = applicants._match_pool_members(self.company_id).values()
        applicants._link_pool_member()
        missing = applicants.filtered(lambda a: not a.pool_member_id)
        members = missing._keep_in_pool(self.category_ids, self.env._("First steps"))
        (members - members.browse().union(*known)).write({"first_steps_id": self.id})
        remaining = len(self._get_applicants(Domain("pool_member_id", "=", False)))
        self.write(
            {
                "done_count": max(self.total_count - remaining, 0),
                "state": "running" if remaining else "done",
                "trouble": False,
            }
        )
        return remaining

    @api.model
    def _cron_keep(self):
        """Go on with what managers asked for, one batch a commit; what is refused to one holds up no other."""
        for run in self.search([("state", "=", "running")], order="id"):
            # As the manager: who is in charge, and in whose company, is as at once.
            run = run.with_user(run.create_uid).with_company(run.company_id)
            remaining = True
            while remaining:
                try:
                    with self.env.cr.savepoint():
                        remaining = run._keep_batch()
                except UserError as error:
                    _logger.exception("First steps %s stand still", run.id)
                    run.sudo().trouble = str(error)  # sudo: who asked for it may be no manager any more
                    break
                if not self.env["ir.cron"]._commit_progress(BATCH, remaining=remaining) and remaining:
                    return

    # Undoing

    def action_undo(self):
        """Take out of the pool whom this run kept, but for those somebody has worked on since."""
        self.ensure_one()
        untouched = self._get_untouched()
        left = len(self.member_ids - untouched)
        for batch in split_every(BATCH, untouched.ids, self.env["recruitment.pool.member"].browse):
            batch.unlink()
        self.write({"state": "undone", "left_count": left})
        return True

    def _get_untouched(self):
        """Members of this run as it left them: not written, sorted or contacted, no activity, no note.

        What criteria did with them at night is nobody's work, nor a past that was written down later.
        """
        members = self.member_ids.filtered(lambda m: m.write_date == m.create_date and not m.activity_ids)
        sorted_since = members.membership_ids.filtered(lambda s: s.manual and s.write_date > s.member_id.create_date)
        contacted = members.touch_ids.filtered(
            lambda t: (t.create_date if t.is_manual else t.at) > t.member_id.create_date
        )
        members -= sorted_since.member_id | contacted.member_id
        noted = members.message_ids.filtered(lambda g: g.message_type in ("comment", "email"))
        return members - members.browse(noted.mapped("res_id"))

    # Opening

    @api.model
    def action_open(self):
        """The panel: the run under way or the choice not made yet, else a new one."""
        own = Domain("company_id", "=", self.env.company.id) & Domain("state", "in", ("draft", "running"))
        run = self.search(own, limit=1) or self.create({})
        return {
            "name": self.env._("First Steps"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "res_id": run.id,
        }

    def action_new(self):
        return self.create({}).action_open()

    def action_view_kept(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("recruitment_pool.recruitment_pool_member_action")
        return {**action, "domain": [("first_steps_id", "in", self.ids)]}
