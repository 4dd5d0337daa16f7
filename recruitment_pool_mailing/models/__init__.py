from . import (
    mail_mail,
    mail_thread,
    mailing_trace,
    recruitment_pool_adoption,
    recruitment_pool_category,
    recruitment_pool_first_steps,
    recruitment_pool_mailing_demo_mixin,
    recruitment_pool_mailing_mixin,
    recruitment_pool_member,
    recruitment_pool_outsiders_mixin,
    recruitment_pool_reach_mixin,
)
from . import mailing_mailing  # isort: skip (after the mixins it inherits)
