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
        "(COALESCE(company_id, 0), kind, value) WHERE kind <> 'phone' AND is_shared IS NOT TRUE",
        "This address belongs to another person of the pool already.",
    )
    _lookup_idx = models.Index("(kind, value)")

    @api.constrains("kind", "value", "is_shared", "company_id")
    def _check_known_once(self):
        """An address is one person's, and either shared by all companies or one company's."""
        rows = [(key.member_id.id, key.kind, key.value) for key in self if not key.is_shared]
        if taken := self._find_owners(rows):
            self._refuse_known(next(iter(taken.values())))

    @api.model
    def _find_owners(self, rows):
        """Whose addresses these are already, in one query.

        :param rows: (member id, kind, value) triples
        :return: {triple: key of another person whom the address names}, phones and shared addresses left out
        """
        rows = [row for row in rows if row[1] != "phone"]
        if not rows:
            return {}
        # sudo: the other owner may be in a company the user cannot see
        keys = self.sudo().search([("kind", "in", [r[1] for r in rows]), ("value", "in", [r[2] for r in rows])])
        owners = keys.filtered(lambda key: not key.is_shared).grouped(lambda key: (key.kind, key.value))
        taken = {}
        for row in rows:
            member = self.env["recruitment.pool.member"].sudo().browse(row[0])  # sudo: as above
            for key in owners.get(row[1:], ()):
                is_same_pool = not (key.company_id and member.company_id) or key.company_id == member.company_id
                if key.member_id != member and is_same_pool:
                    taken.setdefault(row, key)
        return taken

    @api.model
    def _refuse_known(self, key):
        is_visible = key.company_id in self.env.companies or not key.company_id
        raise ValidationError(
            self.env._(
                "The address %(address)s belongs to %(person)s already: an address "
                "is one person's. Open that person instead, or mark the address "
                "as shared.",
                address=key.value,
                person=key.member_id.name if is_visible else self.env._("a person of another company"),
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
