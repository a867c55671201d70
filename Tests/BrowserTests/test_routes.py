"""The accessibility gate: every page of the product, for every role, in every state, on both screens, in both schemes."""

import re

import pytest

import names
from accessibility import THIN
from browser import ANONYMOUS
from routes import CITIZEN, DOWNLOADS, KNOWN_GAPS, LEADS_ON, PAGES, gap


def shown_name(route, role, state):
    return f"routes/{route.path.strip('/').replace('/', '_') or 'start'}--{role}--{state}"


def test_every_page_has_its_row(product, pytestconfig):
    """A page nobody described would go unvisited; a row without a page is left over."""
    pages = {route.path: route for route in pytestconfig.routes if route.is_page}
    undescribed = [f"{route} ({route.place})" for path, route in pages.items()
                   if not any(path in table for table in (PAGES, DOWNLOADS, LEADS_ON, KNOWN_GAPS))]
    left_over = [path for path in [*PAGES, *DOWNLOADS, *LEADS_ON, *(known.split(" ")[0] for known in KNOWN_GAPS)] if path not in pages]
    twice = [path for path in KNOWN_GAPS if path in PAGES or path in DOWNLOADS]
    stateless = [known for known in KNOWN_GAPS if " " in known and known.split(" ")[1] not in PAGES[known.split(" ")[0]].visits()]
    assert pages, "the program names no page at all"
    assert not undescribed, "no row in routes.py for:\n" + "\n".join(undescribed)
    assert not twice, f"gaps that are visited all the same: {twice}"
    assert not stateless, f"gaps for states that the page does not have: {stateless}"
    assert not left_over, "rows in routes.py for pages that are no more:\n" + "\n".join(left_over)


def test_every_role_of_the_table_exists(product):
    known = {ANONYMOUS, *product.people.roles()}
    asked = {role for row in [*PAGES.values(), *DOWNLOADS.values(), *LEADS_ON.values()] for role in row.roles}
    assert asked <= known, f"routes.py names roles that the demo does not have: {sorted(asked - known)}"


def test_page(route, role, town, world, views):
    if route.path in DOWNLOADS:
        check_download(route, role, town, world)
    elif route.path in LEADS_ON:
        check_leading_on(route, role, town, world)
    elif route.path not in PAGES:
        pytest.fail(f"{route} was not visited: it has no row in routes.py ({route.place})")
    elif role in PAGES[route.path].roles:
        check_states(route, role, town, world, views)
    elif role in PAGES[route.path].moves_on:
        check_moving_on(route, role, town, world)
    else:
        check_refusal(route, role, town, world)


def area(role):
    """Who shares a frame around the page: nobody yet, citizens, the staff."""
    return role if role in (ANONYMOUS, CITIZEN) else "staff"


def check_states(route, role, town, world, views):
    """Each state in a window of its own, so that none leaves anything to the next.

    The first role of a row sees all states on all screens. The first of each other area sees the filled page once, with its
    own frame around it; to the rest of the staff it must only be open.
    """
    row = PAGES[route.path]
    first = role == row.roles[0]
    if role != next(other for other in row.roles if area(other) == area(role)):
        answer = town.fetch(role, address_of(route, town, world))
        assert answer.status == 200, f"{role} may see {route}, but was answered {answer.status}"
        return
    for state, visit in row.visits().items():
        if gap(route.path, state) or not (first or state == "filled"):
            continue
        visitor = town.visitor(role)
        visit(visitor, world)
        if state != "error":
            assert route.fits(visitor.path), f"the visit of {route} ended at {visitor.path}"
        visitor.accessible(views if first else THIN)
        if first:
            visitor.screenshot(shown_name(route, role, state))
        visitor.leave()
        world.visited.append(f"{route.path} {state} {role}")


def check_refusal(route, role, town, world):
    """The page as somebody who may see it reaches it, asked for by somebody who may not."""
    address = address_of(route, town, world)
    answer = town.fetch(role, address)
    sent_away = answer.status in (302, 303) and answer.headers.get("location", "").startswith(names.SIGN_IN_PATH)
    assert sent_away or answer.status in (403, 404), f"{role} may not see {route} ({route.who}), but was answered {answer.status}"

    def look():
        visitor = town.visitor(role)
        visitor.go(address, 200 if sent_away else answer.status)
        visitor.accessible(THIN)
        return True

    # The page that refuses is the same everywhere: one look for each area and status is enough.
    world.once(f"refusal {area(role)} {answer.status}", look)


def check_moving_on(route, role, town, world):
    answer = town.fetch(role, address_of(route, town, world))
    assert answer.status in (302, 303), f"{route} should send {role} elsewhere, but answered {answer.status}"


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


def check_leading_on(route, role, town, world):
    row = LEADS_ON[route.path]
    owner = town.visitor(role if role in row.roles else row.roles[0])
    address = row.way(owner, world)
    if role in row.roles:
        answer = owner.context.request.get(address, max_redirects=0)
        target = answer.headers.get("location", "")
        assert answer.status in (302, 303) and re.fullmatch(row.target, target), f"{route} led {role} to {target!r} with {answer.status}"
        assert owner.context.request.get(target).status == 200, f"{route} led {role} to {target}, which does not open"
    else:
        answer = town.fetch(role, address)
        target = answer.headers.get("location", "")
        sent_away = answer.status in (302, 303) and target.startswith(names.SIGN_IN_PATH)
        assert sent_away or answer.status in (403, 404), f"{role} may not see {route}, but was answered {answer.status}"
    owner.leave()


def check_download(route, role, town, world):
    row = DOWNLOADS[route.path]
    answer = town.fetch(role, row.address(world, row.roles[0]))
    if role in row.roles:
        assert answer.status == 200, f"{role}: {route} answered {answer.status}"
        kind = answer.headers.get("content-type", "")
        assert kind.split(";")[0] == row.media_type, f"{route} hands out {kind}"
    else:
        assert answer.status in (302, 303, 401, 403, 404), f"{role} may not fetch {route}, but was answered {answer.status}"
