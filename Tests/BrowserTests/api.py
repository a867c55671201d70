"""The programming interface of CONTRACTS, for tests that need something to be there before a page is looked at."""

from __future__ import annotations

import json
import secrets

from product import Product


class Api:
    """Calls under /api/v1, signed in as a person of the demo or as nobody."""

    def __init__(self, product: Product, person: dict | None = None):
        self.product, self.token = product, None
        if person:
            wanted = {"email": person["email"], "password": person["password"]}
            for steps in (0, 1):
                if person.get("totpSecret"):
                    wanted["totp"] = product.one_time_password(person, steps)
                status, answer = self.call("POST", "/api/v1/sessions", wanted, expect=None)
                if status == 201:
                    break
            assert status == 201, f"{person['email']} could not sign in: {status} {answer}"
            self.token = answer["token"]

    def call(self, method: str, path: str, body=None, headers: dict | None = None, expect: int | None = 200):
        """Status and decoded answer; fails unless the status is the expected one (None: any)."""
        sent = dict(headers or {})
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        status, fields, content = self.product.request(method, path, body, sent)
        answer = json.loads(content) if "json" in (fields.get("Content-Type") or "") and content else content
        if expect is not None:
            assert status == expect, f"{method} {path} answered {status} instead of {expect}: {answer}"
        return status, answer

    def upload(self, content: bytes, name: str, media_type: str = "application/pdf") -> str:
        """The identifier of an uploaded file, as a file field takes it."""
        return self.call("POST", "/api/v1/uploads", content,
                         {"Content-Type": media_type, "Content-Disposition": f'attachment; filename="{name}"'}, 201)[1]["id"]

    def apply(self, service: str, answers: dict, language: str = "de", key: str | None = None) -> dict:
        """Submits an application: {"id", "reference", "state", "accessCode"?}."""
        return self.call("POST", f"/api/v1/services/{service}/applications", {"answers": answers, "language": language},
                         {"Idempotency-Key": key or secrets.token_hex(16)}, 201)[1]

    def application(self, identifier: str, access_code: str | None = None) -> dict:
        headers = {"Access-Code": access_code} if access_code else None
        return self.call("GET", f"/api/v1/applications/{identifier}", headers=headers)[1]
