"""What pages need to exist before they can be looked at: made once per run, by the same doors that people use."""

from __future__ import annotations

from api import Api
from product import Product


class World:
    """Makes things on demand and remembers them. Add a method per thing; `once` keeps what it made."""

    def __init__(self, product: Product):
        self.product = product
        self.made: dict = {}

    def once(self, name: str, make):
        """The thing of this name, made at the first call."""
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    def api(self, role: str | None = None) -> Api:
        """The programming interface, signed in as the first person of a role, or as nobody."""
        return self.once(f"api/{role}", lambda: Api(self.product, self.product.people.of(role) if role else None))
