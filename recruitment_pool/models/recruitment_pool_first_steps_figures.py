import csv
import io
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import split_every

from .. import gate_sql
from ..cadence import Standing, decide
from .recruitment_pool_check_mixin import FORMULA

DAYS = 28
BATCH = 1000


class RecruitmentPoolFirstStepsFigures(models.AbstractModel):
    """What enforcing the cadence would change, the switch itself, and the ledger to take away."""

    _name = "recruitment.pool.first.steps.figures"
    _description = "Figures of the First Steps"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    pool_mode = fields.Selection(related="company_id.pool_mode", string="Cadence")
    solicited_count = fields.Integer(string="Messages of the Last 28 Days", readonly=True)
    left_out_count = fields.Integer(string="Would Have Been Left Out", readonly=True)
    allowed_count = fields.Integer(string="May Be Contacted Today", readonly=True)
    measured_at = fields.Datetime(string="Measured On", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        runs = super().create(vals_list)
        runs.action_measure()
        return runs

    def action_measure(self):
        """Count what the cadence says today, and what it would have said of the last 28 days."""
        newsletter = self.env.ref("recruitment_pool.message_type_newsletter")
        Member = self.env["recruitment.pool.member"]
        for run in self:
            members = Member.search([("company_id", "in", [run.company_id.id, False])])
            verdicts = Member._dry_run(members.ids, "email", newsletter)
            solicited, left_out = run._replay(members)
            run.write(
                {
                    "solicited_count": solicited,
                    "left_out_count": left_out,
                    "allowed_count": sum(1 for state, *_rest in verdicts.values() if state == "allowed"),
                    "measured_at": self.env.cr.now(),
                }
            )
        return True

    def _replay(self, members):
        """(solicitations of the last 28 days, how many of them today's policies would have held).

        Whoever is left out is not counted for the next message. Only the caps are replayed:
        objections and live processes of then are not known any more.
        """
        # sudo: figures over the ledger, of the members the user can see
        Touch = self.env["recruitment.pool.touch"].sudo()
        gate = self.env["recruitment.pool.gate"].sudo()
        today = fields.Date.context_today(self)
        recent = [("day", ">", today - timedelta(days=DAYS)), ("direction", "=", "out"), ("state", "=", "sent")]
        solicited = left_out = 0
        for batch in split_every(BATCH, members.ids):
            letters = defaultdict(list)
            for touch in Touch.search(
                [*recent, ("member_id", "in", batch), ("message_type_id.stance", "=", "solicitation")], order="day, id"
            ):
                letters[touch.member_id.id].append(touch)
            people, _recent = gate._read(self.env.cr, list(letters), (None, None))
            windows = (rule.window_days for person in people.values() for rule in person["policy"].rules)
            since = today - timedelta(days=DAYS + max(windows, default=1))
            histories = defaultdict(list)
            for row in gate._fetch(self.env.cr, gate_sql.read_history(list(letters), since, (None, None))):
                histories[row["member_id"]].append(row)
            for member_id, touches in letters.items():
                solicited += len(touches)
                left_out += self._replay_person(people[member_id], touches, histories[member_id])
        return solicited, left_out

    def _replay_person(self, person, letters, history):
        Member = self.env["recruitment.pool.member"]
        keys = {letter.id for letter in letters}
        past = [Member._to_touch(row) for row in history if row["id"] not in keys]
        own = {row["id"]: Member._to_touch(row) for row in history}
        left_out = 0
        for letter in letters:
            before = [touch for touch in past if touch.day <= letter.day]
            message = Member._to_message(letter.message_type_id)
            verdict = decide(Standing(), person["policy"], message, before, letter.channel_id.code, letter.day)
            if not verdict.is_allowed:
                left_out += 1
            elif letter.id in own:
                past.append(own[letter.id])
        return left_out

    def action_enforce(self):
        """From now on the cadence leaves people out."""
        self._set_mode("enforce")

    def action_observe(self):
        """From now on the cadence only shows whom it would leave out."""
        self._set_mode("observe")

    def _set_mode(self, mode):
        self.check_access("write")
        self.company_id.check_access("read")
        # sudo: managers have no right on companies, this one field is theirs
        self.company_id.sudo().pool_mode = mode

    def action_export_ledger(self):
        """All contacts of the company's people as a CSV file: uninstalling deletes them."""
        self.ensure_one()
        self.check_access("write")
        Touch = self.env["recruitment.pool.touch"]
        names = ["day", "direction", "channel_id", "message_type_id", "state", "user_id", "summary"]
        labels = Touch.fields_get(["member_id", *names], ["string"])
        email = Touch.member_id.fields_get(["email"], ["string"])["email"]["string"]  # namesakes
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow([labels["member_id"]["string"], email, *(labels[name]["string"] for name in names)])
        domain = [("company_id", "in", [self.company_id.id, False])]
        for batch in split_every(BATCH, Touch.search(domain, order="day, id").ids, Touch.browse):
            for row in batch.export_data(["member_id", "member_id/email", *names])["datas"]:
                # A subject typed by a stranger is no formula in a spreadsheet.
                writer.writerow(cell.lstrip(FORMULA) if isinstance(cell, str) else cell for cell in row)
            self.env.invalidate_all()
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.env._("Contacts.csv"),
                "raw": stream.getvalue().encode("utf-8-sig"),
                "mimetype": "text/csv",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "self"}
