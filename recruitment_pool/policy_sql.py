"""SQL of the policies: which rules apply to whom, by category, company and wish.

Either folded anew for as many people as there are, each combination once, or as the snapshots hold
them. Both ways give the same two CTEs, which ``days_sql`` needs.
"""

from odoo.tools import SQL

from . import pool_sql


def _policies(draft):
    """Sub-selects in place of the tables of policies and of rules, one policy being as in ``draft``."""
    if not draft:
        return SQL.identifier("recruitment_contact_policy"), SQL.identifier("recruitment_contact_policy_rule")
    policies = SQL(
        """(SELECT id, keep_warm_days, is_never FROM recruitment_contact_policy WHERE id <> %(id)s
             UNION ALL SELECT %(id)s, %(keep_warm)s, %(never)s)""",
        id=draft["id"],
        keep_warm=draft["keep_warm"],
        never=draft["never"],
    )
    limits, windows, channels = zip(*draft["rules"], strict=True) if draft["rules"] else ((), (), ())
    rules = SQL(
        """(SELECT id, policy_id, touch_limit, window_days, channel_id
              FROM recruitment_contact_policy_rule WHERE policy_id <> %(id)s
             UNION ALL
            SELECT NULL, %(id)s, d.* FROM unnest(%(limits)s::int[], %(windows)s::int[], %(channels)s::int[]) AS d)""",
        id=draft["id"],
        limits=list(limits),
        windows=list(windows),
        channels=list(channels),
    )
    return policies, rules


def effective_policies(member_ids, draft=None):
    """CTEs ``stands`` (``person`` with a policy) and ``folded(policy, content)``: effective policies as JSON.

    People of one company with the same wish in the same categories have the same
    policy: it is folded once for all of them, under a key of this statement only.
    ``draft`` supposes that one policy is {"id", "rules": [(limit, days, channel id or None)],
    "keep_warm", "never"}: nothing needs to be written to see what it would do.

    ``content`` = {"rules": [{"limit", "days", "channel", "source", "source_id",
    "rule"}], "keep_warm": days or null, "never": bool, "foreseen": [{"types": [],
    "channels": []}]}, in an order that depends on the rules alone, so that equal
    policies have equal text and share one snapshot.
    """
    return SQL(
        """current_category AS (
            SELECT s.member_id, s.category_id
              FROM recruitment_pool_membership s
              JOIN person m ON m.id = s.member_id
              JOIN recruitment_pool_category c ON c.id = s.category_id AND c.active
             WHERE %(current)s AND %(among)s
        ), belongs AS (
            SELECT member_id, array_agg(category_id ORDER BY category_id) AS categories
              FROM current_category GROUP BY member_id
        ), stands AS MATERIALIZED (
            SELECT m.*, b.categories,
                   concat_ws('/', COALESCE(m.company_id, 0), COALESCE(m.preference_limit, 0),
                             COALESCE(m.preference_days, 0), b.categories::text) AS policy
              FROM person m LEFT JOIN belongs b ON b.member_id = m.id
        ), stance AS MATERIALIZED (
            SELECT policy, min(company_id) AS company_id, min(categories) AS categories,
                   min(preference_limit) AS preference_limit,
                   min(preference_days) AS preference_days
              FROM stands GROUP BY policy
        ), %(applies)s, %(rules)s, %(foresight)s, folded AS MATERIALIZED (
            SELECT s.policy, jsonb_build_object(
                       'rules', COALESCE(r.rules, '[]'), 'keep_warm', t.keep_warm,
                       'never', COALESCE(t.never, FALSE),
                       'foreseen', COALESCE(f.foreseen, '[]')) AS content
              FROM stance s
              LEFT JOIN rules r ON r.policy = s.policy
              LEFT JOIN tempers t ON t.policy = s.policy
              LEFT JOIN foresight f ON f.policy = s.policy
        )""",
        current=pool_sql.is_current(SQL("m.today")),
        among=pool_sql.among(SQL("s.member_id"), member_ids),
        applies=_applying_policies(),
        rules=_rules_as_json(draft),
        foresight=_foreseen_as_json(),
    )


def _applying_policies():
    """CTEs ending in ``stance_category`` and ``applies(policy, policy_id, source, source_id)``, needing ``stance``."""
    return SQL(
        """category_policy AS (
            -- RECURSIVE: a category without a policy takes its nearest ancestor's.
            SELECT c.id, c.parent_id, c.policy_id, c.takes_precedence
              FROM recruitment_pool_category c
             UNION ALL
            SELECT cp.id, p.parent_id, p.policy_id, cp.takes_precedence
              FROM category_policy cp
              JOIN recruitment_pool_category p ON p.id = cp.parent_id
             WHERE cp.policy_id IS NULL
        ), stance_category AS (
            SELECT s.policy, c.id AS category_id FROM stance s, unnest(s.categories) AS c(id)
        ), claimed AS (
            SELECT sc.policy, cp.policy_id, 'category' AS source, cp.id AS source_id,
                   cp.takes_precedence,
                   bool_or(cp.takes_precedence) OVER (PARTITION BY sc.policy) AS precedes
              FROM stance_category sc
              JOIN category_policy cp ON cp.id = sc.category_id
             WHERE cp.policy_id IS NOT NULL
        ), own_company AS (
            -- A shared person stands under every company that shares its pool.
            SELECT s.policy, c.id, c.pool_ceiling_policy_id, c.pool_default_policy_id
              FROM stance s
              JOIN res_company c
                ON c.id = s.company_id
                OR (s.company_id IS NULL AND (c.pool_is_shared OR NOT EXISTS (
                        SELECT 1 FROM res_company WHERE pool_is_shared)))
        ), applies AS (
            SELECT policy, policy_id, source, source_id
              FROM claimed
             WHERE takes_precedence OR NOT precedes
             UNION
            SELECT policy, pool_ceiling_policy_id, 'ceiling', id
              FROM own_company WHERE pool_ceiling_policy_id IS NOT NULL
             UNION
            SELECT o.policy, o.pool_default_policy_id, 'default', o.id
              FROM own_company o
             WHERE o.pool_default_policy_id IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM claimed c WHERE c.policy = o.policy)
        )"""
    )


def _rules_as_json(draft):
    """CTEs ``rules(policy, rules)`` and ``tempers(policy, keep_warm, never)``, needing ``stance`` and ``applies``."""
    policies, rules = _policies(draft)
    return SQL(
        """said AS (
            SELECT a.policy, r.touch_limit, r.window_days, ch.code AS channel,
                   a.source, a.source_id, r.id AS rule
              FROM applies a
              JOIN %(rules)s r ON r.policy_id = a.policy_id
              LEFT JOIN recruitment_contact_channel ch ON ch.id = r.channel_id
             UNION ALL
            SELECT s.policy, s.preference_limit, s.preference_days, NULL, 'person', NULL, NULL
              FROM stance s
             WHERE s.preference_limit >= 1 AND s.preference_days >= 1
        ), rules AS (
            SELECT policy, jsonb_agg(jsonb_build_object(
                       'limit', touch_limit, 'days', window_days, 'channel', channel,
                       'source', source, 'source_id', source_id, 'rule', rule)
                   ORDER BY touch_limit, window_days, channel NULLS FIRST,
                            source, source_id, rule) AS rules
              FROM said GROUP BY policy
        ), tempers AS (
            SELECT a.policy,
                   min(p.keep_warm_days) FILTER (WHERE p.keep_warm_days > 0) AS keep_warm,
                   bool_or(COALESCE(p.is_never, FALSE)) AS never
              FROM applies a JOIN %(policies)s p ON p.id = a.policy_id
             GROUP BY a.policy
        )""",
        policies=policies,
        rules=rules,
    )


def _foreseen_as_json():
    """CTEs ending in ``foresight(policy, foreseen)``, needing ``stance_category``."""
    return SQL(
        """words AS (
            SELECT c.id AS category_id,
                   ARRAY(SELECT t.code
                           FROM recruitment_message_type t
                           JOIN pool_category_message_type_rel r ON r.message_type_id = t.id
                          WHERE r.category_id = c.id ORDER BY t.code) AS types,
                   ARRAY(SELECT ch.code
                           FROM recruitment_contact_channel ch
                           JOIN pool_category_channel_rel r ON r.channel_id = ch.id
                          WHERE r.category_id = c.id ORDER BY ch.code) AS channels
              FROM recruitment_pool_category c
        ), foresight AS (
            SELECT sc.policy, jsonb_agg(DISTINCT jsonb_build_object(
                       'types', w.types, 'channels', w.channels)) AS foreseen
              FROM stance_category sc JOIN words w ON w.category_id = sc.category_id
             WHERE w.types <> '{}' OR w.channels <> '{}'
             GROUP BY sc.policy
        )"""
    )


def stored_policies():
    """CTEs ``stands`` and ``folded`` as the snapshots hold them: nothing is folded again."""
    return SQL(
        """stands AS (
            SELECT m.*, m.policy_snapshot_id AS policy FROM person m
        ), folded AS (
            SELECT id AS policy, content FROM recruitment_policy_snapshot
        )"""
    )


def versions_with_rules(rule_ids):
    """(id) rows of the policy versions in which one of these rules occurs."""
    return SQL(
        """SELECT s.id FROM recruitment_policy_snapshot s
            WHERE EXISTS (SELECT FROM jsonb_array_elements(s.content -> 'rules') r
                           WHERE (r ->> 'rule')::int = ANY(%s))""",
        list(rule_ids),
    )
