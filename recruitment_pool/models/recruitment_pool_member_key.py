from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("email", "E-mail"),
    ("partner", "Contact"),
    ("profile", "Profile URL"),
    ("phone", "Phone"),
]


class RecruitmentPoolMemberKey(models.Model):
    """An address by which a person is known; old ones stay, the person is still the same."""

    _name = "recruitment.pool.member.key"
    _inherit = ["recruitment.pool.evidence.mixin"]
    _description = "Address of a Pool Member"
    _order = "kind, id"
    _rec_name = "value"

    member_id = fields.Many2one("recruitment.pool.member", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="member_id.company_id", store=True, index="btree_not_null")
    kind = fields.Selection(KINDS, required=True)
    value = fields.Char(
        required=True,
        help="Normalized: e-mail in lower case, phone in international form, "
        "profile URL without its decoration, database id of a contact.",
    )
    is_shared = fields.Boolean(
        string="Shared Address",
        help="An address of several people, such as that of a department: all of them "
        "must be free before something is sent to it.",
    )

    _known_once = models.UniqueIndex(
        "(COALESCE(company_id, 0), kind, value) WHERE kind <> 'phone' AND NOT is_shared",
        "This address belongs to another person of the pool already.",
    )
    _lookup_idx = models.Index("(kind, value)")

    @api.constrains("kind", "value", "is_shared", "company_id")
    def _check_known_once(self):
        """An address is one person's, and either shared by all companies or one company's."""
        unique = self.filtered(lambda key: key.kind != "phone" and not key.is_shared)
        if not unique:
            return
        # sudo: the other owner may be in a company the user cannot see
        others = self.sudo().search([("kind", "in", unique.mapped("kind")), ("value", "in", unique.mapped("value"))])
        owners = others.filtered(lambda key: not key.is_shared).grouped(lambda key: (key.kind, key.value))
        for key in unique.sudo():
            clash = owners.get((key.kind, key.value), others.browse()).filtered(
                lambda other, key=key: (
                    other.member_id != key.member_id
                    and (not other.company_id or not key.company_id or other.company_id == key.company_id)
                )
            )[:1]
            if clash:
                visible = clash.company_id in self.env.companies or not clash.company_id
                raise ValidationError(
                    self.env._(
                        "The address %(address)s belongs to %(person)s already: an address "
                        "is one person's. Open that person instead, or mark the address "
                        "as shared.",
                        address=key.value,
                        person=clash.member_id.name if visible else self.env._("a person of another company"),
                    )
                )

    # Actions: evidence takes no writing by RPC, a manager's deliberate act it does

    def action_toggle_shared(self):
        """Mark these addresses as several people's, or as one person's again."""
        self.member_id.check_access("unlink")  # pool managers, people of their companies
        for key in self.sudo():  # sudo: keys are shut; checked above
            key.is_shared = not key.is_shared
            key._log_change(
                self.env._("%(address)s was marked as an address of several people.", address=key.value)
                if key.is_shared
                else self.env._("%(address)s was marked as this person's alone.", address=key.value)
            )

    def action_forget(self):
        """Delete old or wrong addresses, which would otherwise stay this person's for ever."""
        self.member_id.check_access("unlink")  # pool managers, people of their companies
        for key in self.sudo():  # sudo: keys are shut; checked above
            if (key.kind, key.value) in key.member_id._prepare_keys():
                raise UserError(
                    self.env._(
                        "%(address)s is on file for %(person)s, so it would come back: change the person's "
                        "e-mail, phone, profile or contact first.",
                        address=key.value,
                        person=key.member_id.name,
                    )
                )
            key._log_change(self.env._("%(address)s was deleted from the addresses.", address=key.value))
            key.unlink()

    def _log_change(self, sentence):
        self.member_id._message_log(body=Markup("<p>%s</p>") % sentence)
