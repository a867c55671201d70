"""Starts the product once for all tests, before they are collected: the roles and routes under test are its own."""

from __future__ import annotations

import pathlib
import signal

import pytest
from playwright.sync_api import sync_playwright

from accessibility import FULL, THIN
from browser import ANONYMOUS, Town, launch
from product import ROOT, NotReady, Product
from routes import KNOWN_GAPS, read_routes
from ways import NARROW, WIDE
from world import World


def pytest_addoption(parser):
    parser.addoption("--program", default=None, help="the built stadtkern; without it only the tests of the harness run")
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.addoption("--city", default="Cities/leipzig")
    parser.addoption("--views", choices=["full", "thin", "none"], default="full",
                     help="full: axe looks at every route in both widths and both colour schemes; thin: in one; none: pages are only visited")
    parser.addoption("--pictures", action="store_true", help="journeys leave the handbook's pictures in docs/handbuch/bilder")


def pytest_sessionstart(session):
    config = session.config
    config.product, config.routes = None, []
    program = config.getoption("--program")
    if not program:
        return
    database = config.getoption("--database")
    config.product = Product(pathlib.Path(program).resolve(), database, config.getoption("--city"),
                             ROOT / "var/browser" / database / "place")
    try:
        config.routes = read_routes(config.product.program, config.getoption("--city"))
        config.product.start()
    except (NotReady, OSError, ValueError) as wrong:
        config.product.stop()
        pytest.exit(f"the product cannot be tested: {wrong}", returncode=3)


def pytest_sessionfinish(session):
    if session.config.product:
        session.config.product.stop()


def pytest_terminal_summary(terminalreporter, config):
    """What was looked at, and what was not, so that nobody has to take the number of tests for it."""
    world = getattr(config, "world", None)
    if not world:
        return
    pages = dict.fromkeys(visit.split(" ")[0] for visit in world.visited)
    terminalreporter.write_line(f"visited {len(world.visited)} states of {len(pages)} pages: {' '.join(pages)}")
    terminalreporter.write_line(f"known gaps: {len(KNOWN_GAPS)}")
    for known, reason in KNOWN_GAPS.items():
        terminalreporter.write_line(f"  {known}: {reason}")


def pytest_ignore_collect(collection_path, config):
    """Without a program only the harness can be tested."""
    if not config.getoption("--program") and collection_path.name.startswith("test_"):
        return collection_path.name != "test_harness.py"


def pytest_generate_tests(metafunc):
    config = metafunc.config
    if "route" in metafunc.fixturenames:
        chosen = [route for route in config.routes if route.is_page and route.path not in KNOWN_GAPS]
        if "role" in metafunc.fixturenames:
            roles = [ANONYMOUS, *config.product.people.roles()]
            cases = [(route, role) for route in chosen for role in roles]
            metafunc.parametrize(("route", "role"), cases, ids=[f"{route.path}-{role}" for route, role in cases])
        else:
            metafunc.parametrize("route", chosen, ids=[route.path for route in chosen])


TEST_SECONDS = 240


@pytest.fixture(autouse=True)
def patience(request):
    """A page that never answers must fail its test and not stop all others."""

    def enough(*_):
        raise TimeoutError(f"{request.node.name} took longer than {TEST_SECONDS} s")

    before = signal.signal(signal.SIGALRM, enough)
    signal.alarm(TEST_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def product(pytestconfig):
    return pytestconfig.product


@pytest.fixture(scope="session")
def world(product, whole_town, pytestconfig):
    pytestconfig.world = World(product, whole_town)
    return pytestconfig.world


@pytest.fixture(scope="session")
def views(pytestconfig):
    return FULL if pytestconfig.getoption("--views") == "full" else THIN


@pytest.fixture(scope="session")
def whole_town(product, browser, pytestconfig):
    town = Town(product, browser, ROOT / "var/screenshots" / pytestconfig.getoption("--database"))
    town.is_looked_at = pytestconfig.getoption("--views") != "none"
    town.makes_pictures = pytestconfig.getoption("--pictures")
    return town


@pytest.fixture(scope="session")
def screens(pytestconfig):
    """The screens on which a journey is gone: both where everything is looked at, one where only the database differs."""
    return [WIDE, NARROW] if pytestconfig.getoption("--views") == "full" else [WIDE]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    setattr(item, "report_" + call.when, outcome.get_result())


@pytest.fixture
def town(whole_town, request):
    """The product and a browser. Afterwards every window is closed; a page that complained in its console fails the test."""
    yield whole_town
    failed = getattr(request.node, "report_call", None) and request.node.report_call.failed
    if failed:
        for number, visitor in enumerate(whole_town.inside):
            try:
                visitor.screenshot(f"failed/{request.node.name}-{number}-{visitor.role}")
            except Exception as wrong:  # the picture is a kindness; the test has failed already
                print(f"no picture of the failure: {wrong}")
        print(f"end of the program's log:\n{whole_town.product.log_end()}")
    complaints = whole_town.close_windows()
    if not failed:
        assert not complaints, "\n".join(complaints)
