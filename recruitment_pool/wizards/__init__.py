from . import (
    applicant_get_refuse_reason,
    recruitment_pool_composer_mixin,
    mail_compose_message,
    recruitment_pool_action_mixin,
    recruitment_pool_check,
    recruitment_pool_categorize,
    recruitment_pool_hand_over,
    recruitment_pool_keep,
    recruitment_pool_log_contact,
    recruitment_pool_pause,
    recruitment_pool_propose,
)
