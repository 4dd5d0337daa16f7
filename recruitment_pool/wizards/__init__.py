from . import mail_compose_message, recruitment_pool_keep
