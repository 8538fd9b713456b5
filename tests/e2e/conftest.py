"""One Chromium for the session, one clean visitor for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.e2e.visitor import Visitor

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="chromium and chromedriver are not installed")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if not (CHROMIUM and DRIVER):
                item.add_marker(missing)


def start_chromium(*, scripts: bool = True) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--lang=fr-FR",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    preferences: dict[str, Any] = {"plugins.always_open_pdf_externally": True, "credentials_enable_service": False}
    if not scripts:
        preferences["profile.managed_default_content_settings.javascript"] = 2
    options.add_experimental_option("prefs", preferences)
    return webdriver.Chrome(options=options, service=Service(DRIVER))


@pytest.fixture(scope="session")
def chromium() -> Iterator[webdriver.Chrome]:
    driver = start_chromium()
    yield driver
    driver.quit()


def visitor_of(driver: webdriver.Chrome, address: str, folder: Path, series: str) -> Visitor:
    downloads = folder / "downloads"
    downloads.mkdir()
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)})
    driver.delete_all_cookies()
    driver.get_log("browser")  # type: ignore[no-untyped-call]
    visitor = Visitor(driver, address, downloads)
    visitor.series = series
    return visitor


@pytest.fixture
def visitor(
    chromium: webdriver.Chrome, live_server: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """Somebody in front of the browser, signed out, on a large screen."""
    one = visitor_of(chromium, live_server.url, tmp_path, request.node.path.stem.removeprefix("test_"))
    one.look()
    yield one
    chromium.get("about:blank")
