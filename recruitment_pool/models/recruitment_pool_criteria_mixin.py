import logging
from ast import literal_eval

from psycopg2 import DataError, ProgrammingError

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .. import criteria_sql

_logger = logging.getLogger(__name__)

# What criteria may ask. Whoever may edit a category learns the answer, so this holds only what
# a pool user may see of a person, and of an application what says nothing private. Left out on
# purpose too: categories, and what follows from them (next allowed day), or the answer would
# depend on the order in which categories are evaluated.
MEMBER_PATHS = {
    "active", "availability", "city", "country_id", "create_date", "email", "employer_name", "is_candidate",
    "is_opted_out", "is_prescriber", "job_title", "lang", "languages", "name", "paused_until", "phone", "profile_url",
    "source_id", "tz", "user_id",
}  # fmt: skip
APPLICATION_PATHS = {
    "availability", "categ_ids", "create_date", "date_closed", "date_last_stage_update", "job_id", "medium_id",
    "refuse_date", "refuse_reason_id", "skill_ids", "source_id", "stage_id", "talent_pool_ids", "type_id",
}  # fmt: skip
TOUCH_PATHS = {"channel_id", "day", "direction", "is_warm", "message_type_id"}
# What a domain can raise that was valid once: a module was uninstalled, a field is gone.
UNFIT = (ValidationError, ValueError, TypeError, KeyError, OverflowError, DataError, ProgrammingError)
# With so many new rows the statistics are wrong, and the plans of the next statements and of the fold
# with them: measured without, minutes for what takes a second.
ANALYZE_FROM = 500


class RecruitmentPoolCriteriaMixin(models.AbstractModel):
    """Criteria of a category: checked at saving, evaluated set-based."""

    _name = "recruitment.pool.criteria.mixin"
    _inherit = ["recruitment.pool.criteria.words"]
    _description = "Criteria of Pool Categories"

    criteria_preview = fields.Json(string="If Saved", compute="_compute_criteria_preview")

    @api.depends("criteria_domain", "company_id")
    def _compute_criteria_preview(self):
        for category in self:
            category.criteria_preview = category._preview_criteria()

    @api.constrains("criteria_domain")
    def _check_criteria_domain(self):
        for category in self:
            category._check_values(category._parse_criteria())

    # Parsing and checking

    @api.model
    def _get_criteria_paths(self):
        """The field paths that criteria may use, those of modules not installed left out."""
        Applicant = self.env["hr.applicant"]
        return (
            MEMBER_PATHS
            | {f"applicant_ids.{name}" for name in APPLICATION_PATHS if name in Applicant._fields}
            | {f"touch_ids.{name}" for name in TOUCH_PATHS}
        )

    def _parse_criteria(self):
        """The criteria as a ``Domain``, nobody (``Domain.FALSE``) where there are none.

        :raises ValidationError: no domain, or a field that is not permitted
        """
        self.ensure_one()
        try:
            domain = Domain(literal_eval(self.criteria_domain or "[]"))
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
            raise ValidationError(
                self.env._(
                    "These criteria cannot be read: %(criteria)s. Criteria are conditions on fields with fixed "
                    "values or relative dates such as 'today -6m', no formulas. Correct or remove them.",
                    criteria=str(self.criteria_domain)[:500],
                )
            ) from error
        if domain.is_true():
            return Domain.FALSE
        self._check_paths(domain, self._get_criteria_paths())
        return domain

    def _check_paths(self, domain, permitted, prefix=""):
        """Refuse what would tell the editor more than he may see."""
        heads = {path[: path.rindex(".")] for path in permitted if "." in path}
        for condition in Domain(domain).iter_conditions():
            path = prefix + condition.field_expr
            if condition.operator in ("any", "not any") and path in heads:
                self._check_paths(condition.value, permitted, f"{path}.")
            elif path in heads and isinstance(condition.value, bool):
                continue  # whether there is an application at all
            elif path not in permitted or condition.operator in ("any", "not any"):
                raise ValidationError(
                    self.env._(
                        "Criteria cannot use the field '%(field)s': it would show what not everybody may see, or "
                        "depends on the categories themselves. Possible fields: %(fields)s.",
                        field=self._say_path(path),
                        fields=", ".join(sorted(map(self._say_path, permitted))),
                    )
                )
            elif path == "user_id" and _has_text(condition.value):
                # A text would be looked up among names and logins of all users.
                raise ValidationError(
                    self.env._("Criteria name the person in charge by choosing a user, not by a text: choose one.")
                )

    def _check_values(self, domain):
        """Refuse values that do not fit their field: the database is asked for one person."""
        Member = self.env["recruitment.pool.member"].sudo()  # sudo: as it will be evaluated; nothing is shown
        try:
            with self.env.cr.savepoint(flush=False):
                Member.search(domain, limit=1)
        except UNFIT as error:
            raise ValidationError(
                self.env._(
                    "A value in these criteria does not fit its field: %(error)s. Choose another value.", error=error
                )
            ) from error

    # Evaluating

    def _get_criteria_query(self, member_ids=None):
        """The people of the category's company who meet the criteria, as a ``Query`` not run yet.

        Built as superuser, with the company's own day: who edits must not decide who is seen.
        """
        # sudo and company: the same answer whoever asks, the cron included
        company = self.sudo().company_id or self.env.company
        Member = self.env["recruitment.pool.member"].sudo()
        Member = Member.with_context(active_test=True, lang=self._get_criteria_lang(), tz=company.pool_tz)
        domain = self._parse_criteria() & Domain("is_erased", "=", False)
        if self.company_id:
            domain &= Domain("company_id", "=", self.company_id.id)
        if member_ids is not None:
            domain &= Domain("id", "in", member_ids)
        return Member._search(domain)

    def _evaluate_criteria(self, member_ids=None, is_tolerant=False):
        """Bring the memberships by criteria up to what the criteria say today.

        One statement for each category and one fold for whoever joined or left, however many they are.

        :param member_ids: these people only, or None for everybody
        :param is_tolerant: log a category whose criteria became invalid, and go on with the others
        :return: {"join": set of member ids, "leave": set of member ids}
        """
        changed = {"join": set(), "leave": set()}
        self.env.flush_all()
        for category in self:
            try:
                with self.env.cr.savepoint(flush=False):
                    rows = self.env.execute_query(category._prepare_evaluation(member_ids))
            except UNFIT as error:
                if not is_tolerant:
                    raise
                _logger.warning("Criteria of category %s were not evaluated: %s", category.id, error)
                continue
            if len(rows) >= ANALYZE_FROM:
                self.env.cr.execute(criteria_sql.analyze_memberships())
            for member_id, kind in rows:
                changed[kind].add(member_id)
        if people := changed["join"] | changed["leave"]:
            self.env["recruitment.pool.membership"].invalidate_model()
            self.env["recruitment.pool.member"].invalidate_model(["membership_ids", "category_ids"])
            self.invalidate_model(["membership_ids", "event_ids", "member_count"])
            self.env["recruitment.pool.member"]._fold_ids(sorted(people))
        return changed

    def _prepare_evaluation(self, member_ids):
        """The statement that evaluates one category."""
        query = self._get_criteria_query(member_ids)
        worded = self.with_context(lang=self._get_criteria_lang())
        words = worded.criteria_sentence or "-"
        reason = worded.env._("Criteria: %(criteria)s", criteria=words)
        left = worded.env._("Does not meet the criteria: %(criteria)s", criteria=words)
        return criteria_sql.evaluate_criteria(
            self.id, query.subselect(), member_ids, self.env.cr.now(), reason, left, self.env.uid
        )

    @api.model
    def _evaluate_all(self, member_ids=None):
        """Evaluate every category that has criteria, as ``_evaluate_criteria``."""
        categories = self.search([("criteria_domain", "not in", (False, "[]"))])
        return categories._evaluate_criteria(member_ids, is_tolerant=True)

    @api.model
    def _cron_evaluate_criteria(self):
        """Nightly: log the memberships that began or ended by their dates, then evaluate everybody."""
        self.env.flush_all()
        statement = criteria_sql.log_memberships(self.env.cr.now(), self.env._("By its dates"), self.env.uid)
        self.env.execute_query(statement)
        self._evaluate_all()

    # Preview

    def _preview_criteria(self):
        """Who would join and who would leave if this were saved; nothing is written.

        :return: what the ``pool_preview`` widget shows
        """
        self.ensure_one()
        try:
            self._check_values(self._parse_criteria())
            query = self._get_criteria_query()
        except ValidationError as error:
            return {"error": str(error), "lines": []}
        prepare = self.env["recruitment.pool.preview.mixin"]._prepare_preview_line
        self.env.flush_all()
        changes = {"join": [], "leave": []}
        statement = criteria_sql.preview_criteria(self._origin.id or None, query.subselect(), self.env.cr.now())
        for member_id, kind in self.env.execute_query(statement):
            changes[kind].append(member_id)
        return {
            "lines": [
                prepare(changes["join"], lambda count: self.env._("Would join: %(count)s", count=count)),
                prepare(changes["leave"], lambda count: self.env._("Would leave: %(count)s", count=count)),
            ]
        }

    def action_evaluate_criteria(self):
        """Button: evaluate now, and say what changed."""
        self.check_access("write")
        # sudo: criteria are evaluated alike whoever pushes the button; only counts are shown
        changed = self.sudo()._evaluate_criteria()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Joined: %(joined)s, left: %(left)s.", joined=len(changed["join"]), left=len(changed["leave"])
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


def _has_text(value):
    values = value if isinstance(value, (list, tuple, set)) else [value]
    return any(isinstance(item, (str, list, tuple)) for item in values)
