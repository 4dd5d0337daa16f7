from . import (
    applicant_get_refuse_reason,
    mail_compose_message,
    recruitment_pool_check,
    recruitment_pool_keep,
    recruitment_pool_log_contact,
)
