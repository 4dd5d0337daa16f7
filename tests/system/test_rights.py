"""Over HTTP: nobody without a session calls anything, and nobody with one writes the ledger.

The roles one by one stand in the addons' test_rights_table; this is the way from the wire to there.
"""

import pytest
import requests

from .client import Client

TOUCH = "recruitment.pool.touch"


def call_without_session(server, model, method, *args):
    return requests.post(
        f"{server.url}/web/dataset/call_kw/{model}/{method}",
        json={
            "jsonrpc": "2.0",
            "method": "call",
            "params": {"model": model, "method": method, "args": args, "kwargs": {}},
        },
        timeout=60,
    ).json()


def test_ledger_is_shut_over_http(world):
    database = world.copy(world.template_with_addons(), "rights")
    server = world.serve(database)
    for model, method in (
        (TOUCH, "search_read"),
        ("recruitment.pool.member", "load"),
        ("recruitment.pool.check", "action_open"),
    ):
        answer = call_without_session(server, model, method, [])
        assert answer["error"]["code"] == 100, answer  # Odoo: session expired

    admin = Client(server.url, server.database, "admin", "admin")
    (member,) = admin.call("recruitment.pool.member", "create", [{"name": "Ada", "email": "ada@example.com"}])
    channel = admin.call("recruitment.contact.channel", "search", [["code", "=", "phone"]])[0]
    wizard = admin.call(
        "recruitment.pool.log.contact", "create", {"member_ids": [[6, 0, [member]]], "channel_id": channel}
    )
    admin.call("recruitment.pool.log.contact", "action_log", [wizard])
    before = world.sql(database, "SELECT t.* FROM recruitment_pool_touch t")
    (touch,) = admin.call(TOUCH, "search_read", [["member_id", "=", member]], ["message_type_id"])
    vals = {
        "member_id": member,
        "channel_id": channel,
        "message_type_id": touch["message_type_id"][0],
        "day": "2020-01-01",
    }
    for method, args in (
        ("create", [[{**vals, "at": "2020-01-01 00:00:00"}]]),
        ("write", [[touch["id"]], {"is_counted": False}]),
        ("unlink", [[touch["id"]]]),
        ("copy", [[touch["id"]]]),
        ("web_save", [[touch["id"]], {"state": "failed"}, {}]),
    ):
        with pytest.raises(AssertionError, match="evidence|delete|access"):
            admin.call(TOUCH, method, *args)
    for command in ([0, 0, vals], [1, touch["id"], {"state": "failed"}], [2, touch["id"]], [5]):
        with pytest.raises(AssertionError, match="evidence|delete|access"):
            admin.call("recruitment.pool.member", "write", [member], {"touch_ids": [command]})
    for name in ("_set_state", "_check_engine", "_fold_all"):
        with pytest.raises(AssertionError, match="Private methods"):
            admin.call(TOUCH if name != "_fold_all" else "recruitment.pool.member", name, [])
    assert world.sql(database, "SELECT t.* FROM recruitment_pool_touch t") == before
