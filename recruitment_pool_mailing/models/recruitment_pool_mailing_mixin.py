from collections import Counter

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.recruitment_pool.wizards.recruitment_pool_composer_mixin import MEMBER_MODEL, POOL_MODELS

# The domain twin of ``_is_pool_guarded``.
GUARDED_DOMAIN = Domain("pool_message_type_id", "!=", False) | Domain("mailing_model_id.model", "in", POOL_MODELS)
# Traces that the cadence left out, and those it would have.
LEFT_OUT_DOMAIN = Domain("trace_status", "=", "cancel") & Domain("failure_type", "=", "mail_contact_policy")
OBSERVED_DOMAIN = Domain("cadence_is_observed", "=", True)
NO_EMAIL = "no_email"
BLOCKED = "blocked"


class RecruitmentPoolMailingMixin(models.AbstractModel):
    """Figures and sentences of a mailing: who may receive it, who was left out."""

    _name = "recruitment.pool.mailing.mixin"
    _description = "Figures of a Mailing to the Pool"

    # ------------------------------------------------------------------
    # Before sending
    # ------------------------------------------------------------------

    @api.depends(
        "state",
        "mailing_type",
        "mailing_model_id",
        "mailing_domain",
        "pool_company_id",
        "use_exclusion_list",
        "pool_message_type_id",
    )
    @api.depends_context("uid")
    def _compute_pool_audience(self):
        for mailing in self:
            total, reasons, days = 0, Counter(), []
            if mailing._is_pool_audience_shown():
                total, reasons, days = mailing._count_pool_audience()
            mailing.pool_audience_count = total
            mailing.pool_audience_sentence = mailing._get_audience_sentence(total, reasons, days) if total else False
            mailing.pool_audience_reasons = mailing._get_reasons_words(reasons)

    def _is_pool_audience_shown(self):
        """Only while it can still change, and only where the reader may see people."""
        return (
            self.state in ("draft", "in_queue")
            and self.mailing_type == "mail"
            and self.mailing_model_real in POOL_MODELS
            and self.env[self.mailing_model_real].has_access("read")
        )

    def _count_pool_audience(self):
        """(records addressed, {reason: how many of them would not receive it today}, days from which some may).

        Set-based: a few searches and one dry run, whatever the size of the pool.
        """
        Target = self.env[self.mailing_model_real]
        domain = self._get_recipients_domain()
        members = self._get_pool_members(Target.search(domain))
        without = set(Target.search(domain & Domain("email_normalized", "=", False)).ids)
        blocked = self.use_exclusion_list and set(Target.search(domain & Domain("is_blacklisted", "=", True)).ids)
        verdicts = self.env[MEMBER_MODEL]._dry_run(
            list({member_id for member_id in members.values() if member_id}),
            "email",
            self._get_pool_message_type(),
            self._origin.id and (self._name, self._origin.id),
        )
        reasons, days = Counter(), []
        for record_id, member_id in members.items():
            _state, reason, day = verdicts.get(member_id, ("", "", None))
            if record_id in without:
                reasons[NO_EMAIL] += 1
            elif blocked and record_id in blocked:
                reasons[BLOCKED] += 1
            elif reason:
                reasons[reason] += 1
                days += [day] if day else []
        return len(members), reasons, days

    def _get_pool_members(self, records):
        """{id of a recipient: id of its member, or False}."""
        if records._name == MEMBER_MODEL:
            return {record_id: record_id for record_id in records.ids}
        # sudo: the link to the member is for pool users only, here it is counted
        return {
            applicant.id: applicant.pool_member_id.id
            for applicant in records.sudo().with_context(prefetch_fields=False)
        }

    def _get_audience_sentence(self, total, reasons, days):
        left_out = sum(reasons.values())
        if self.pool_company_id.pool_mode != "observe":
            return self._get_today_sentence(total - left_out, total, days)
        unreachable = reasons[NO_EMAIL] + reasons[BLOCKED]
        return self.env._(
            "%(count)s of %(total)s will receive it, of whom the cadence, only observing, "
            "would leave out %(left_out)s.",
            count=total - unreachable,
            total=total,
            left_out=left_out - unreachable,
        )

    def _get_today_sentence(self, count, total, days):
        """How many may receive it today, and from when those whom the cadence lets wait."""
        say = self.env[MEMBER_MODEL]._say_day
        values = {"count": count, "total": total, "waiting": len(days)}
        if not days:
            return self.env._("%(count)s of %(total)s may receive it today.", **values)
        values.update(first=say(min(days)), last=say(max(days)))
        if min(days) == max(days):
            return self.env._("%(count)s of %(total)s may receive it today, %(waiting)s more from %(first)s.", **values)
        return self.env._(
            "%(count)s of %(total)s may receive it today, %(waiting)s more between %(first)s and %(last)s.", **values
        )

    # ------------------------------------------------------------------
    # After sending
    # ------------------------------------------------------------------

    def _compute_pool_left_out(self):
        self.update(
            {
                "pool_left_out_count": 0,
                "pool_observed_count": 0,
                "pool_left_out_sentence": False,
                "pool_left_out_reasons": False,
            }
        )
        # sudo: figures only, as core's own statistics
        groups = (
            self.env["mailing.trace"]
            .sudo()
            ._read_group(
                Domain("mass_mailing_id", "in", self.ids) & (LEFT_OUT_DOMAIN | OBSERVED_DOMAIN),
                ["mass_mailing_id", "cadence_is_observed", "cadence_reason"],
                ["__count", "cadence_next_day:min"],
            )
        )
        rows = {}
        for mailing, is_observed, reason, count, day in groups:
            rows.setdefault(mailing.id, []).append((is_observed, reason, count, day))
        for mailing in self:
            if mailing_rows := rows.get(mailing.id):
                mailing._set_left_out(mailing_rows)

    def _set_left_out(self, rows):
        """Fill the figures of one mailing from (observed, reason, count, first day) rows."""
        left_out = [row for row in rows if not row[0]]
        observed = [row for row in rows if row[0]]
        shown = left_out or observed
        reasons = Counter()
        for _is_observed, reason, count, _day in shown:
            reasons[reason] += count
        days = [day for *_row, day in shown if day]
        self.pool_left_out_count = sum(row[2] for row in left_out)
        self.pool_observed_count = sum(row[2] for row in observed)
        self.pool_left_out_sentence = self._get_left_out_sentence(
            sum(reasons.values()), bool(left_out), min(days, default=None)
        )
        self.pool_left_out_reasons = self._get_reasons_words(reasons)

    def _get_left_out_sentence(self, count, is_held, day):
        values = {
            "count": count,
            "day": day and format_date(self.env, day, date_format="long"),
        }
        if is_held and day:
            return self.env._("%(count)s left out by the cadence, the first free on %(day)s.", **values)
        if is_held:
            return self.env._("%(count)s left out by the cadence.", count=count)
        if day:
            return self.env._(
                "%(count)s would have been left out by the cadence, the first free on "
                "%(day)s: it only observes, they received this mailing.",
                **values,
            )
        return self.env._(
            "%(count)s would have been left out by the cadence: it only observes, they received this mailing.",
            count=count,
        )

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    @api.model
    def _get_reasons_words(self, reasons):
        """Reasons with their numbers, the most frequent first; False without any."""
        own = {
            NO_EMAIL: self.env._("No valid e-mail address"),
            BLOCKED: self.env._("On the blocklist"),
        }
        words = self.env[MEMBER_MODEL]._get_reason_words
        return (
            " · ".join(
                self.env._(
                    "%(reason)s: %(count)s",
                    reason=own.get(reason) or words(reason),
                    count=count,
                )
                for reason, count in reasons.most_common()
            )
            or False
        )
