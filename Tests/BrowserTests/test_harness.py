"""The harness proves itself: a gate that finds nothing on a bad page would pass everything."""

import pytest

from accessibility import FULL, View, overflow, show, violations
from routes import Route

GOOD = """<!doctype html><html lang="de"><title>Probe</title><style>
    :root { color-scheme: light dark } body { color: CanvasText; background: Canvas }
    </style><body><main><h1>Probe</h1><label>Name <input></label> <button>Weiter</button></main>"""


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    yield opened
    opened.close()


def found(page, content, view=View(1280, "light")):
    page.set_content(content)
    show(page, view)
    return {text.split(":")[0] for text in violations(page)}


@pytest.mark.parametrize("view", FULL, ids=str)
def test_a_plain_good_page_passes(page, view):
    assert found(page, GOOD, view) == set()


def test_a_field_without_a_label_is_found(page):
    assert found(page, GOOD.replace("<label>Name <input></label>", "<input>")) == {"label"}


def test_faint_letters_are_found_in_the_scheme_that_has_them(page):
    faint = GOOD.replace("</style>", "@media (prefers-color-scheme: dark) { h1 { color: #333 } }</style>")
    assert found(page, faint, View(1280, "light")) == set()
    assert found(page, faint, View(1280, "dark")) == {"color-contrast"}


def test_small_targets_side_by_side_are_found(page):
    small = '<button style="width:14px;height:14px;padding:0;border:0;margin:0">x</button>'
    assert "target-size" in found(page, GOOD.replace("</main>", f"<div>{small * 3}</div></main>"))


def test_a_page_without_a_language_is_found(page):
    assert found(page, GOOD.replace(' lang="de"', "")) == {"html-has-lang"}


def test_a_wide_table_is_found_at_320_pixels_and_a_narrow_page_is_not(page):
    page.set_content(GOOD)
    assert overflow(page) == []
    page.set_content(GOOD.replace("</main>", '<div style="width:400px">breit</div></main>'))
    assert "px wide" in overflow(page)[0]


def test_a_line_of_routes_is_read():
    route = Route.read("GET /procedures/:id  procedures.read  clerk of the unit  Sources/Procedures/Routes.swift:12")
    assert (route.method, route.path, route.action) == ("GET", "/procedures/:id", "procedures.read")
    assert (route.who, route.place) == ("clerk of the unit", "Sources/Procedures/Routes.swift:12")
    assert Route.read("POST /drafts    -   everyone   A.swift:1").action == "-"
    for wrong in ("GET /only", "GET  /a  -  everyone  A.swift:1", "GET /a  -  everyone"):
        with pytest.raises(ValueError):
            Route.read(wrong)


@pytest.mark.parametrize(("pattern", "path", "fits"), [
    ("/", "/", True), ("/services", "/services", True), ("/services", "/services/hund", False),
    ("/services/:slug", "/services/hund", True), ("/services/:slug", "/services", False),
    ("/services/:slug", "/services/hund/antrag", False), ("/help/*rest", "/help/a/b", True), ("/a.b", "/axb", False),
])
def test_a_pattern_fits_its_paths_only(pattern, path, fits):
    assert Route("GET", pattern, "", "", "").fits(path) is fits


@pytest.mark.parametrize(("path", "is_page"), [
    ("/", True), ("/services/:slug", True), ("/api/v1/services", False), ("/assets/:name", False), ("/health/live", False),
    ("/metrics", False), ("/apiary", True),
])
def test_pages_are_told_from_what_programs_call(path, is_page):
    assert Route("GET", path, "", "", "").is_page is is_page
    assert not Route("POST", path, "", "", "").is_page
    assert not Route("GET", path, "", "admin-port", "").is_page
