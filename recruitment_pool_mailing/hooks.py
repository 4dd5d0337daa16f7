import logging
from collections import defaultdict

from odoo.addons.recruitment_pool.hooks import drop_foreign_keys
from odoo.addons.recruitment_pool.wizards.recruitment_pool_composer_mixin import MEMBER_MODEL

from . import past_sql

_logger = logging.getLogger(__name__)


def post_init_hook(env):
    """Mailings of before go out under the company of their responsible, and count for the people they reached."""
    env.flush_all()
    env.execute_query(past_sql.own_mailings())
    env["mailing.mailing"].invalidate_model(["pool_company_id"])
    env["recruitment.pool.adoption"]._adopt_at_install()


def uninstall_hook(env):
    """Keep mailings and statistics when the member model goes.

    Odoo deletes a mailing with the model it was sent to, and its traces with the
    mailing. So both move to the contact: always, since the model's own addon knows
    nothing of mailings and may be uninstalled much later. Nobody can be mailed by
    them any more: their audience becomes empty.
    """
    mailings = (
        env["mailing.mailing"].with_context(active_test=False).search([("mailing_model_id.model", "=", MEMBER_MODEL)])
    )
    _repoint_traces(env)
    # Whom a mailing had kept is kept so far: without it the run would go on with everybody.
    runs = env["recruitment.pool.first.steps"].search([("mailing_id", "!=", False), ("state", "=", "running")])
    runs.state = "done"
    drop_foreign_keys(env, "recruitment_pool_mailing")
    if not mailings:
        return
    mailings.filtered(lambda m: m.state in ("in_queue", "sending")).state = "draft"
    mailings.write(
        {
            "mailing_filter_id": False,
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
        }
    )
    mailings.write({"mailing_domain": "[('id', 'in', [])]"})
    _logger.info("%s mailings to pool members now name contacts", len(mailings))


def _repoint_traces(env):
    """Traces name the contact of the member, or nobody: minus the member's id.

    A trace needs a document, and no contact has a negative id.
    """
    members = env[MEMBER_MODEL].with_context(active_test=False).search([])
    partner_of = {member.id: member.partner_id.id for member in members}
    traces = env["mailing.trace"].search([("model", "=", MEMBER_MODEL)])
    by_document = defaultdict(env["mailing.trace"].browse)
    for trace in traces:
        by_document[partner_of.get(trace.res_id) or -trace.res_id] |= trace
    for res_id, group in by_document.items():
        group.write({"model": "res.partner", "res_id": res_id})
