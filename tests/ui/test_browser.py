"""The catalogue and the sign-in page in a real browser: no accessibility violation, no console message, no overflow."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = f"const done = arguments[0]; axe.run({{runOnly: {json.dumps(TAGS)}}}).then(r => done(r.violations))"

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


def _look(browser: webdriver.Chrome, *, width: int, scheme: str) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(
    "path",
    [
        "/styleguide/",
        "/styleguide/?objet=introuvable",
        "/compte/login/",
        "/aide/",
        "/accessibilite/",
        "/donnees-personnelles/",
    ],
)
def test_no_violation_no_overflow_no_console_message(live_server, browser, path, width, scheme):
    _look(browser, width=width, scheme=scheme)
    browser.get(live_server.url + path)
    browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    browser.execute_script(AXE.read_text())
    violations = browser.execute_async_script(RUN)
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations] == []
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
    assert [entry["message"] for entry in browser.get_log("browser") if "favicon" not in entry["message"]] == []


def test_a_failed_submission_puts_the_keyboard_on_the_explanation(live_server, browser):
    _look(browser, width=1280, scheme="light")
    browser.get(live_server.url + "/compte/login/")
    browser.find_element(By.NAME, "login").send_keys("personne@exemple.test", Keys.ENTER)
    focused = browser.switch_to.active_element
    assert focused.get_attribute("data-error-summary") is not None
    focused.find_element(By.TAG_NAME, "a").click()
    assert browser.switch_to.active_element.get_attribute("name") == "password"


def test_the_first_tab_stop_skips_to_the_content(live_server, browser):
    browser.get(live_server.url + "/compte/password/reset/")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    # textContent: the link may still be sliding in, which « text » reads as nothing
    assert browser.switch_to.active_element.get_attribute("textContent") == "Aller au contenu"
