from . import recruitment_pool_keep
