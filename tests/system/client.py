"""A browser's calls to a running Odoo, without the browser."""

import itertools
import re

import requests


class Client:
    """A logged-in session, to be closed; ``call`` is what the web client's buttons and fields do."""

    def __init__(self, base, database, login, password):
        self.base = base
        self.session = requests.Session()
        self.numbers = itertools.count(1)
        self.user = self.post("/web/session/authenticate", db=database, login=login, password=password)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.session.close()

    def post(self, path, **params):
        answer = self.session.post(
            self.base + path,
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "id": next(self.numbers),
                "params": params,
            },
            timeout=120,
        ).json()
        if "error" in answer:
            raise AssertionError(answer["error"]["data"]["message"])
        return answer.get("result")

    def call(self, model, method, *args, **kwargs):
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model, method=method, args=args, kwargs=kwargs,
        )  # fmt: skip

    def upload(self, wizard, name, content):
        """Upload a file to Odoo's import wizard."""
        page = self.session.get(f"{self.base}/odoo", timeout=120).text
        token = re.search(r'csrf_token: "([^"]+)"', page)[1]
        answer = self.session.post(
            f"{self.base}/base_import/set_file",
            data={"id": wizard, "csrf_token": token},
            files={"ufile": (name, content, "text/csv")},
            timeout=120,
        )
        answer.raise_for_status()
