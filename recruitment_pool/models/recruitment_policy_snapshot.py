from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..cadence import Foreseen, Policy, Rule


class RecruitmentPolicySnapshot(models.Model):
    """The folded rules of people as they were: the version that a verdict names.

    Written by ``cadence_sql.fold`` only; equal policies share one row, which never
    changes, so a touch that names it can be explained years later.
    """

    _name = "recruitment.policy.snapshot"
    _inherit = ["recruitment.pool.evidence.mixin"]
    _description = "Policy Version"
    _order = "id desc"
    _rec_name = "hash"

    hash = fields.Char(required=True, readonly=True)
    content = fields.Json(string="Rules", required=True, readonly=True)

    sentence = fields.Char(string="In Words", compute="_compute_sentence")

    _hash_uniq = models.Constraint("UNIQUE(hash)", "Equal policies share one version.")

    @api.depends("content")
    @api.depends_context("lang")
    def _compute_sentence(self):
        Channels = self.env["recruitment.contact.channel"].with_context(active_test=False)
        channels = Channels.search([])  # pylint: disable=no-search-all; a dozen
        by_code = channels.grouped("code")
        say = self.env["recruitment.contact.policy.rule"]._get_words
        for version in self:
            rules = (version.content or {}).get("rules", ())
            words = [say(r["limit"], r["days"], by_code.get(r["channel"], channels.browse())) for r in rules]
            version.sentence = ", ".join(words) or self.env._("no rule")

    def write(self, vals):  # pylint: disable=method-required-super; it always refuses
        raise AccessError(self.env._("A policy version never changes: it is evidence."))

    def _to_policy(self):
        """The engine's value of this version; the empty policy for no record."""
        return to_policy(self.content, self.hash or "")


def to_policy(content, version):
    """Turn the JSON of ``policy_sql.effective_policies`` into a ``cadence.Policy``."""
    content = content or {}
    return Policy(
        rules=tuple(
            Rule(
                limit=rule["limit"],
                window_days=rule["days"],
                channel=rule["channel"],
                key=rule["rule"],
                source=f"{rule['source']}:{rule['source_id'] or ''}",
            )
            for rule in content.get("rules", ())
        ),
        keep_warm_days=content.get("keep_warm"),
        is_never=content.get("never", False),
        foreseen=tuple(
            Foreseen(frozenset(word["types"]), frozenset(word["channels"])) for word in content.get("foreseen", ())
        ),
        version=version,
    )
