from . import mail_compose_message, recruitment_pool_keep, recruitment_pool_log_contact
