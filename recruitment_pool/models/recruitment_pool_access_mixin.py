from odoo import api, models

# What recruiters write to each other about a person. Whoever only reads people, to write
# to them, reads none of it, nor finds people by it: a search is an answer too.
NOTES = (
    "message_ids",
    "website_message_ids",
    "message_attachment_count",
    "message_main_attachment_id",
    "my_activity_date_deadline",
)
# Written by the engine alone.
DERIVED = ("is_erased", "effective_tz", "policy_snapshot_id", "next_allowed_day", "keep_warm_due")


class RecruitmentPoolAccessMixin(models.AbstractModel):
    """Who sees and changes which fields of a person."""

    _name = "recruitment.pool.access.mixin"
    _description = "Access to Pool Members"

    @api.model
    def _has_field_access(self, field, operation):
        """Fields of the engine are read-only by RPC and import too, not on the screen alone."""
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su:
            return True
        if operation == "write" and field.name in DERIVED:
            return False
        if operation == "write" and field.name == "is_restricted":
            return self.browse().has_access("unlink")  # the manager's: a dispute is not settled by a tick
        if field.name in NOTES or field.name.startswith("activity_"):
            return self.browse().has_access("write")
        return True

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Notes and activities are read by who may change the person."""
        if message_operation == "read":
            message_operation = "write"
        return super()._mail_get_operation_for_mail_message_operation(message_operation)
