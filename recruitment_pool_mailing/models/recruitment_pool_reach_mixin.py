from odoo import models
from odoo.exceptions import AccessError, ValidationError


class RecruitmentPoolReachMixin(models.AbstractModel):
    """What a mailing may ask for by its recipients: only what its writer may read."""

    _name = "recruitment.pool.reach.mixin"
    _description = "Reach of Mailings"

    def _check_pool_reach(self):
        """Nobody finds out through a mailing what they may not read.

        The queue runs as superuser: there a condition on anything would be answered, by
        who receives the mailing and who does not. Not a constraint: those run as superuser too.
        """
        if self.env.su:
            return
        for mailing in self.filtered(lambda m: m.mailing_model_real and m._is_pool_guarded()):
            mailing._check_recipients_readable()

    def _check_recipients_readable(self):
        try:
            self.env[self.mailing_model_real].search_count(self._parse_mailing_domain(), limit=1)
        except AccessError as error:
            raise AccessError(
                self.env._(
                    "You may not read these recipients, or something by which they are chosen. Write to pool "
                    "categories instead, or ask somebody from recruitment to prepare this mailing.\n\n%(reason)s",
                    reason=error.args[0],
                )
            ) from error
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._(
                    "The recipients of this mailing cannot be found: %(reason)s. Choose them again in its form.",
                    reason=str(error)[:500],
                )
            ) from error
