"""Rights on the records of another company, and on those shared by all: measured as in ``rights``."""

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, mute_logger

from .rights import NONE, RightsTable

# Whatever these are called on, they make a record of the user's own company, or are about people whom the user sees:
# of others none is left in the form.
HARMLESS = {
    "`applicant.get.refuse.reason.action_refuse_reason_apply`",
    "`recruitment.pool.categorize.action_undo`",
    "`recruitment.pool.category.action_view_contactable`",
    "`recruitment.pool.first.steps.action_new`",
}


class CompaniesTable(RightsTable):
    is_shut = False  # a refusal for whatever reason is one

    def _is_allowed(self, act):
        if not self.is_shut:
            return super()._is_allowed(act)
        try:
            with mute_logger("odoo.sql_db", "odoo.orm.models", "odoo.addons.base.models.ir_model"):
                act()
        except (AccessError, UserError, psycopg2.Error):
            return False
        return True

    def _move(self, samples, company):
        """Let the samples belong to this company, or to all: past every check, as somebody there made them.

        :return: names of their models
        """
        self.env.flush_all()
        moved = set()
        for model, sample in samples.items():
            field = sample._fields.get("company_id")
            if sample and field and field.store and (company or not field.required):
                table = SQL.identifier(sample._table)
                self.cr.execute(
                    SQL("UPDATE %s SET company_id = %s WHERE id IN %s", table, company.id or None, sample._ids)
                )
                moved.add(model)
        self.env.invalidate_all()
        return moved

    def _check_companies(self):
        """Shared ones are as the own ones; of another company's nobody gets anything."""
        samples, users = self._make_samples(), self._make_users()
        own = self._measure_crud(samples, users), self._measure_methods(samples, users)
        self._move(samples, self.env["res.company"])
        shared = self._measure_crud(samples, users), self._measure_methods(samples, users)
        self.assertEqual(shared, own)
        elsewhere = self._move(samples, self.env["res.company"].create({"name": "Elsewhere"}))
        self.assertIn("recruitment.pool.member", elsewhere)
        elsewhere |= {model for model in samples if {"member_ids", "applicant_ids"} & self.env[model]._fields.keys()}
        self.is_shut = True
        leaks = {}
        for name, cells in self._measure_crud(samples, users).items():
            if name.strip("`") in elsewhere and not self.env[name.strip("`")]._transient:
                leaks.update({name: cells} if set(cells.values()) != {NONE} else {})
        for name, cells in self._measure_methods(samples, users).items():
            model, _dot, method = name.strip("`").rpartition(".")
            is_of_records = not getattr(getattr(self.env[model], method), "_api_model", False)
            if model in elsewhere and is_of_records and name not in HARMLESS and len(set(cells.values())) > 1:
                leaks[name] = cells
        self.assertFalse(leaks, "\n".join(map(str, leaks.items())))
