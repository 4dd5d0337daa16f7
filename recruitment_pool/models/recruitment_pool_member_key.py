from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("email", "E-mail"),
    ("partner", "Contact"),
    ("profile", "Profile URL"),
    ("phone", "Phone"),
]


class RecruitmentPoolMemberKey(models.Model):
    """An address by which a person is known; old ones stay, the person is still the same."""

    _name = "recruitment.pool.member.key"
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
        for key in unique.sudo():
            clash = others.filtered(
                lambda other, key=key: (
                    other != key
                    and (other.kind, other.value) == (key.kind, key.value)
                    and not other.is_shared
                    and other.member_id != key.member_id
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
