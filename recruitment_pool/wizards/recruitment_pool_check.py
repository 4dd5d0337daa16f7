import os
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.tools import config, format_datetime

WAITING_LONG = timedelta(hours=2)  # a mail that waits longer than the queue's interval
LATE = timedelta(hours=2)  # of a scheduled action after it was due
CRONS = (
    "mail.ir_cron_mail_scheduler_action",
    "mass_mailing.ir_cron_mass_mailing_queue",
    "recruitment_pool.ir_cron_fold_pool",
    "recruitment_pool.ir_cron_refresh_pool",
)


class RecruitmentPoolCheck(models.TransientModel):
    """What an installation needs so that the cadence is kept: a line each, made anew at each opening."""

    _name = "recruitment.pool.check"
    _description = "Check of the Candidate Pool"
    _order = "id"

    name = fields.Char(readonly=True)
    is_good = fields.Boolean(readonly=True)
    fact = fields.Char(readonly=True)
    advice = fields.Char(string="What to Do", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True)

    @api.model
    def action_open(self):
        """Check everything and show the lines."""
        self.check_access("create")
        lines = [*self._check_crons(), *self._check_mails(), *self._check_machine(), *self._check_settings()]
        return {
            "name": self.env._("Check of the Installation"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "kanban",
            "domain": [("id", "in", self.create(lines).ids)],
        }

    def action_fix(self):
        """Open the record where it is set right."""
        self.ensure_one()
        action = {"type": "ir.actions.act_window", "res_model": self.res_model, "view_mode": "form"}
        if self.res_model == "res.config.settings":
            action["context"] = {"module": "recruitment_pool"}
        elif self.res_id:
            action["res_id"] = self.res_id
        else:
            action["view_mode"] = "list,form"
        return action

    def _prepare_line(self, name, is_good, fact, advice, res_model=False, res_id=False):
        return {
            "name": name,
            "is_good": bool(is_good),
            "fact": fact,
            "advice": not is_good and advice,
            "res_model": not is_good and res_model,
            "res_id": not is_good and res_id,
        }

    def _check_crons(self):
        for xmlid in CRONS:
            cron = self.env.ref(xmlid, raise_if_not_found=False)
            module = xmlid.split(".")[0]
            if not cron:
                if module in self.env.registry._init_modules:
                    yield self._prepare_line(
                        self.env._("Scheduled action of %(module)s", module=module),
                        False,
                        self.env._("It was deleted: %(name)s", name=xmlid),
                        self.env._("Update the module %(module)s: that makes it again.", module=module),
                        "ir.module.module",
                        self.env["ir.module.module"]._get(module).id,
                    )
                continue
            is_late = cron.nextcall < fields.Datetime.now() - LATE
            never = self.env._("never yet")
            yield self._prepare_line(
                cron.name,
                cron.active and not cron.failure_count and not is_late,
                self.env._(
                    "Active: %(active)s, last run: %(last)s, failures in a row: %(failures)s",
                    active=self.env._("yes") if cron.active else self.env._("no"),
                    last=format_datetime(self.env, cron.lastcall) if cron.lastcall else never,
                    failures=cron.failure_count,
                ),
                self.env._(
                    "Switch it on. If it is on and late, Odoo runs no scheduled actions: "
                    "start it with max_cron_threads of at least 1; if it fails, read Odoo's log."
                ),
                "ir.cron",
                cron.id,
            )

    def _check_mails(self):
        servers = self.env["ir.mail_server"].search_count([])
        yield self._prepare_line(
            self.env._("Mail server"),
            servers or config["smtp_server"],
            self.env._(
                "Mail servers in Odoo: %(count)s; in its configuration: %(server)s",
                count=servers,
                server=config["smtp_server"],
            ),
            self.env._("Enter the outgoing mail server of your company."),
            "ir.mail_server",
        )
        since = fields.Datetime.now() - WAITING_LONG
        waiting = self.env["mail.mail"].search_count([("state", "=", "outgoing"), ("create_date", "<", since)])
        yield self._prepare_line(
            self.env._("Mails waiting"),
            not waiting,
            self.env._("Mails waiting for more than two hours: %(count)s", count=waiting),
            self.env._("Look at the mail queue above and at the mails themselves."),
            "mail.mail",
        )
        url = self.env["ir.config_parameter"].get_param("web.base.url") or ""
        parts = urlsplit(url)
        is_local = parts.hostname in ("localhost", "127.0.0.1", "0.0.0.0")
        yield self._prepare_line(
            self.env._("Address of this Odoo"),
            parts.scheme in ("http", "https") and parts.hostname and not is_local,
            url or self.env._("none"),
            self.env._(
                "Links in mails lead there: log in once as administrator under the public "
                "address, or change the parameter web.base.url."
            ),
            "ir.config_parameter",
        )

    def _check_machine(self):
        try:
            import phonenumbers  # noqa: F401
        except ImportError:
            has_phonenumbers = False
        else:
            has_phonenumbers = True
        yield self._prepare_line(
            self.env._("Phone numbers"),
            has_phonenumbers,
            self.env._("The Python package phonenumbers is installed")
            if has_phonenumbers
            else self.env._("The Python package phonenumbers is missing"),
            self.env._("Without it no phone number is recognized: pip install phonenumbers, then restart Odoo."),
        )
        threads = self._count_threads()
        yield self._prepare_line(
            self.env._("Database connections"),
            config["db_maxconn"] >= 2 * threads,
            self.env._(
                "db_maxconn is %(connections)s, one process has %(threads)s threads",
                connections=config["db_maxconn"],
                threads=threads,
            ),
            self.env._(
                "Who decides needs a second connection: set db_maxconn to %(least)s or more.", least=2 * threads
            ),
        )

    @api.model
    def _count_threads(self):
        """Threads of one process that may decide at the same time: a worker has one."""
        if config["workers"]:
            return 1
        crons = max(config["max_cron_threads"], 0)
        # As odoo/service/server.py limits its own threads.
        asked = os.environ.get("ODOO_MAX_HTTP_THREADS", "")
        return int(asked) + crons if asked.isdigit() else max((config["db_maxconn"] - crons) // 2, 1)

    def _check_settings(self):
        company = self.env.company
        zone = company.pool_tz
        is_known = zone in self.env["recruitment.pool.member"]._get_zones()
        yield self._prepare_line(
            self.env._("Time zone of the pool"),
            is_known,
            zone or self.env._("none"),
            self.env._("Choose a zone that the database knows: days are counted in it."),
            "res.config.settings",
        )
        modes = dict(company._fields["pool_mode"]._description_selection(self.env))
        yield self._prepare_line(
            self.env._("Mode"),
            company.pool_mode == "enforce",
            modes.get(company.pool_mode, ""),
            self.env._("The cadence holds nothing yet: switch to enforce once you have seen whom it would leave out."),
            "res.config.settings",
        )
