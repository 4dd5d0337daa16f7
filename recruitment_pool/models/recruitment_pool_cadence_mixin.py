from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.modules import module
from odoo.tools import ormcache, split_every

from .. import cadence_sql, pool_sql
from ..cadence import Message, Objection, Stance, Standing, Touch, civil_day

FOLD_BATCH = 10_000  # people per statement and commit of the nightly action
MANY = 500  # people from whom on PostgreSQL must join set by set
REFRESH_PARAMETER = "recruitment_pool.last_refresh"
# Transactions that were still open at the last refresh become visible later.
REFRESH_MARGIN = timedelta(minutes=30)


class RecruitmentPoolCadenceMixin(models.AbstractModel):
    """Glue between the rows of Odoo and the values of ``cadence/``."""

    _name = "recruitment.pool.cadence.mixin"
    _description = "Cadence of Pool Members"

    # ------------------------------------------------------------------
    # Civil days
    # ------------------------------------------------------------------

    @api.model
    def _get_day(self, instant, zone):
        """Civil day of a naive UTC ``instant`` in the zone named ``zone``."""
        return civil_day(pytz.utc.localize(instant), zone)

    def _get_today(self):
        """Today where the person lives; where nobody is named yet, where the user is."""
        return self._get_day(self.env.cr.now(), self.effective_tz) if self else fields.Date.context_today(self)

    @api.model
    @ormcache()
    def _get_zones(self):
        """The time zones that both Python and PostgreSQL know: any other aborts whole batches."""
        known = {name for (name,) in self.env.execute_query(pool_sql.time_zones())}
        return frozenset(known & pytz.all_timezones_set)

    @api.model
    def _check_zones(self, zones):
        if unknown := sorted(set(zones) - self._get_zones()):
            raise ValidationError(
                self.env._(
                    "The time zone %(zone)s is not known here: choose another one, such as Europe/Paris.",
                    zone=unknown[0],
                )
            )

    # ------------------------------------------------------------------
    # Folding
    # ------------------------------------------------------------------

    def _fold(self):
        """Fold effective policy, next allowed day and keep-warm day of these people.

        Not line by line of a file that is imported: ``load`` does it for all of them.
        """
        if self.ids and not self._is_import():
            self._fold_ids(self.ids)

    @api.model
    def _fold_all(self):
        self._fold_ids(None)

    @api.model
    def _fold_ids(self, member_ids):
        self.env.flush_all()
        self._query_pool(member_ids, cadence_sql.fold(member_ids, self.env.cr.now(), "email", self.env.uid))
        self.env["recruitment.pool.member"].invalidate_model(
            ["policy_snapshot_id", "next_allowed_day", "keep_warm_due"]
        )

    @api.model
    def _query_pool(self, member_ids, query):
        """Rows of a set-based statement over these people, PostgreSQL being set to that."""
        is_many = not isinstance(member_ids, list | tuple) or len(member_ids) > MANY
        self.env.execute_query(pool_sql.tune(is_many))
        rows = self.env.execute_query(query)
        if is_many:
            self.env.execute_query(pool_sql.tune(False))
        return rows

    @api.model
    def _cron_fold_pool(self):
        """Nightly: fold the whole pool, in batches so that memory stays flat."""
        # active_test: archived people are people, whom old mailings may still reach
        Members = self.with_context(active_test=False)
        ids = Members.search([], order="id").ids  # pylint: disable=no-search-all; ids only, the batches read
        done = 0
        for batch in split_every(FOLD_BATCH, ids):
            self._fold_ids(range(batch[0], batch[-1] + 1))
            done += len(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=len(ids) - done):
                return

    def _wake_refresh(self):
        """Have categories and next allowed days of people just changed or contacted follow soon.

        Not here: an update of member rows in the sending transaction would make
        two mailings to the same people collide.
        """
        if self:
            self._trigger_refresh()

    @api.model
    def _trigger_refresh(self):
        if not module.current_test:
            # sudo: senders have no right on scheduled actions, waking one is harmless
            self._get_refresh_cron().sudo()._trigger()

    @api.model
    def _get_refresh_cron(self):
        """The scheduled action; nothing where it was deleted: that must not stop the mails."""
        cron = self.env.ref("recruitment_pool.ir_cron_refresh_pool", raise_if_not_found=False)
        return cron or self.env["ir.cron"]

    @api.model
    def _cron_refresh_contacted(self):
        """Sort into categories, and fold, the people changed or contacted since the last time."""
        parameters = self.env["ir.config_parameter"].sudo()  # sudo: technical parameter
        now = self.env.cr.now()
        last = fields.Datetime.to_datetime(parameters.get_param(REFRESH_PARAMETER))
        domain = [("write_date", ">=", last - REFRESH_MARGIN)] if last else []
        ids = self._get_changed_ids(domain)
        self.env["recruitment.pool.category"]._evaluate_all(ids)
        for batch in split_every(FOLD_BATCH, ids):
            self._fold_ids(batch)
        parameters.set_param(REFRESH_PARAMETER, fields.Datetime.to_string(now))

    @api.model
    def _get_changed_ids(self, domain):
        """Ids of the people of whom a row matching ``domain`` changed: touch, application, own file."""
        groups = self.env["recruitment.pool.touch"]._read_group(domain, ["member_id"])
        Applicant = self.env["hr.applicant"].with_context(active_test=False)
        groups += Applicant._read_group([*domain, ("pool_member_id", "!=", False)], ["pool_member_id"])
        ids = {member.id for (member,) in groups}
        return sorted(ids | set(self.with_context(active_test=False).search(domain).ids))

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    @api.model
    def _dry_run(self, member_ids, channel, message_type, origin=None, expiry=None):
        """What a solicitation would meet today, set-based: one statement, nothing written.

        :param member_ids: ids of members, or None for the whole pool
        :param channel: code of a channel
        :param message_type: record of ``recruitment.message.type``
        :param origin: (model, id) of the document the message comes from, or None
        :return: {member id: (state, reason, next_day)}, values of ``cadence``
        """
        self.env.flush_all()
        rows = self._query_pool(
            member_ids,
            cadence_sql.dry_run(
                member_ids,
                self.env.cr.now(),
                channel,
                message_type.code,
                origin or (None, None),
                expiry,
            ),
        )
        waits = ("paused", "cap")
        return {
            member_id: (
                "postponed" if reason in waits else "refused" if reason else "allowed",
                reason,
                next_day if reason in waits or not reason else None,
            )
            for member_id, reason, next_day in rows
        }

    @api.model
    def _to_standing(self, row):
        """Turn a row of ``gate_sql.read_people`` into the engine's value."""
        objections = {Objection("channel", code) for code in row["channels"]}
        objections |= {Objection("message_type", code) for code in row["types"]}
        if row["is_opted_out"]:
            objections.add(Objection("all"))
        return Standing(
            is_erased=row["is_erased"],
            is_restricted=row["is_restricted"],
            objections=frozenset(objections),
            is_live=row["is_live"],
            paused_until=row["paused_until"],
        )

    @api.model
    def _to_touch(self, row):
        """Turn a row of ``gate_sql.read_history`` into the engine's value."""
        origin = (row["origin_model"], row["origin_id"]) if row["origin_id"] else None
        return Touch(
            key=row["id"],
            day=row["day"],
            channel=row["channel"],
            is_counted=row["is_counted"],
            is_warm=row["is_warm"],
            origin=origin,
        )

    @api.model
    def _to_message(self, message_type, origin=None, expiry=None):
        return Message(
            type=message_type.code,
            stance=Stance(message_type.stance),
            origin=origin,
            expiry=expiry,
            is_counted=message_type.is_counted,
        )

    def _decide_now(self, channel, message_type, origin=None):
        """The engine's verdict on one message to each of these people, today.

        :return: {member id: (Verdict, history by touch key)}
        """
        answers = self._decide_each({channel: self._to_message(message_type, origin)}, origin)
        return {
            member_id: (verdicts[channel], {touch.key: touch for touch in case.history})
            for member_id, (case, verdicts) in answers.items()
        }
