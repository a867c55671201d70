"""The accessibility gate: every page of the product, for every role, in every state, on both screens, in both schemes."""

import pytest

import names
from accessibility import THIN
from browser import ANONYMOUS
from routes import DOWNLOADS, PAGES


def shown_name(route, role, state):
    return f"routes/{route.path.strip('/').replace('/', '_') or 'start'}--{role}--{state}"


def test_every_page_has_its_row(product, pytestconfig):
    """A page nobody described would go unvisited; a row without a page is left over."""
    pages = {route.path: route for route in pytestconfig.routes if route.is_page}
    undescribed = [f"{route} ({route.place})" for path, route in pages.items() if path not in PAGES and path not in DOWNLOADS]
    left_over = [path for path in [*PAGES, *DOWNLOADS] if path not in pages]
    assert pages, "the program names no page at all"
    assert not undescribed, "no row in routes.py for:\n" + "\n".join(undescribed)
    assert not left_over, "rows in routes.py for pages that are no more:\n" + "\n".join(left_over)


def test_every_role_of_the_table_exists(product):
    known = {ANONYMOUS, *product.people.roles()}
    asked = {role for row in [*PAGES.values(), *DOWNLOADS.values()] for role in row.roles}
    assert asked <= known, f"routes.py names roles that the demo does not have: {sorted(asked - known)}"


def test_page(route, role, town, world, views):
    if route.path in DOWNLOADS:
        check_download(route, role, town, world)
    elif route.path not in PAGES:
        pytest.fail(f"{route} was not visited: it has no row in routes.py ({route.place})")
    elif role in PAGES[route.path].roles:
        check_states(route, role, town, world, views)
    elif role in PAGES[route.path].moves_on:
        check_moving_on(route, role, town, world)
    else:
        check_refusal(route, role, town, world)


def check_states(route, role, town, world, views):
    """Each state in a window of its own, so that none leaves anything to the next."""
    for state, visit in PAGES[route.path].visits().items():
        visitor = town.visitor(role)
        visit(visitor, world)
        if state != "error":
            assert route.fits(visitor.path), f"the visit of {route} ended at {visitor.path}"
        visitor.accessible(views)
        visitor.screenshot(shown_name(route, role, state))
        visitor.leave()


def check_refusal(route, role, town, world):
    """The page as somebody who may see it reaches it, asked for by somebody who may not."""
    visitor = town.visitor(role)
    visitor.go(address_of(route, town, world), expect=None)
    status = visitor.page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
    sent_away = visitor.path == names.SIGN_IN_PATH
    assert sent_away or status in (403, 404), f"{role} may not see {route} ({route.who}), but was answered {status} at {visitor.path}"
    visitor.accessible(THIN)


def check_moving_on(route, role, town, world):
    visitor = town.visitor(role)
    visitor.go(address_of(route, town, world))
    assert not route.fits(visitor.path), f"{route} should send {role} elsewhere"


def address_of(route, town, world):
    """The address of a page as somebody who may see it reaches it, found once."""

    def find():
        row = PAGES[route.path]
        allowed = town.visitor(row.roles[0])
        row.filled(allowed, world)
        address = allowed.page.url
        allowed.leave()
        return address

    return world.once(f"address of {route.path}", find)


def check_download(route, role, town, world):
    row = DOWNLOADS[route.path]
    visitor = town.visitor(role)
    answer = visitor.context.request.get(row.address(world, row.roles[0]), max_redirects=0)
    if role in row.roles:
        assert answer.status == 200, f"{role}: {route} answered {answer.status}"
        kind = answer.headers.get("content-type", "")
        assert kind.split(";")[0] == row.media_type, f"{route} hands out {kind}"
    else:
        assert answer.status in (302, 303, 401, 403, 404), f"{role} may not fetch {route}, but was answered {answer.status}"
