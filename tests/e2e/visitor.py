"""A person in front of a real browser: finds things by what they read, never by an identifier of the code."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import axe_playwright_python
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

SCREENSHOTS = Path(__file__).resolve().parents[2] / "screenshots"
TAKES_SCREENSHOTS = os.environ.get("LEVIER_SCREENSHOTS") == "1"
PATIENCE = 15.0  # seconds: waited whole only by what never comes, so that a busy machine changes no answer

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Every rule is tried; what it found right is not described node by node, which took as long as trying it.
_OPTIONS = json.dumps({"runOnly": _TAGS, "resultTypes": ["violations"]})
_RUN_AXE = f"const done = arguments[0]; axe.run({_OPTIONS}).then(r => done(r.violations))"

#: What a person reads: no-break spaces are spaces, the mark of an obligatory field is not a word.
_READING = """
const read = node => {
  const text = node.getAttribute && node.getAttribute('aria-label') || node.textContent;
  return text.replace(/\\s+/g, ' ').replace(/ ?\\*( \\(obligatoire\\))?$/, '').trim();
};
const seen = node => node.checkVisibility({visibilityProperty: true});
const best = (nodes, wanted) =>
  nodes.find(n => read(n) === wanted) || nodes.find(n => read(n).startsWith(wanted)) || null;
const within = group => {
  if (!group) return document;
  const named = [...document.querySelectorAll('fieldset, section, .card, form, nav, ol, tr, li.todo, details')].filter(one => {
    if (one.matches('tr, li')) return seen(one) && one.textContent.replace(/\\s+/g, ' ').includes(group);
    const title = one.querySelector(':scope > legend, :scope > h2, :scope > h3, :scope > h4, :scope > header, '
        + ':scope > .card__head, :scope > summary, :scope > .card__title') || null;
    const name = one.getAttribute('aria-label') || (title ? title.textContent : '');
    return seen(one) && name.replace(/\\s+/g, ' ').trim().replace(/ ?\\*( \\(obligatoire\\))?$/, '').startsWith(group);
  });
  if (!named.length) throw new Error('no group « ' + group + ' »');
  return named[named.length - 1];
};
"""
#: Chromium computes inherited colours again only when it paints: wait for what a person would see.
_RESTYLE = """
const done = arguments[0], root = document.documentElement;
root.hidden = true;
void root.offsetHeight;
root.hidden = false;
requestAnimationFrame(() => requestAnimationFrame(() => done()));
"""
#: A new width alone is a matter of layout: wait until the page knows it.
_RESIZED = """
const [width, done] = arguments;
const look = () => window.innerWidth === width ? done() : requestAnimationFrame(look);
look();
"""
_CONTROL = (
    _READING
    + """
const root = within(arguments[1]);
const label = best([...root.querySelectorAll('label')].filter(seen), arguments[0]);
return label && (label.control || label.querySelector('input, select, textarea'));
"""
)
_PRESSABLE = (
    _READING
    + """
const root = within(arguments[1]);
return best([...root.querySelectorAll('button, a[href], summary, input[type=submit]')].filter(seen), arguments[0]);
"""
)
_SPOKEN = (
    _READING + "return [...document.querySelectorAll('button, a[href], summary, label, legend')].filter(seen).map(read)"
)


def spaces(text: str) -> str:
    """Text as it is read aloud: one kind of space."""
    return re.sub(r"\s+", " ", text).strip()


class Visitor:
    """One person, one window."""

    def __init__(self, driver: webdriver.Chrome, address: str, downloads: Path) -> None:
        self.driver = driver
        self.address = address
        self.downloads = downloads
        self._shots = 0
        self.series = ""
        self.shows: tuple[int, str] = (0, "")

    # -- going places ------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """An address typed, or a link followed from a letter."""
        self.driver.get(path if path.startswith("http") else self.address + path)

    @property
    def path(self) -> str:
        return self.driver.current_url.removeprefix(self.address)

    def sign_in(self, email: str, password: str = "un mot de passe long") -> None:
        """By the real page."""
        self.driver.delete_all_cookies()
        self.open("/compte/login/")
        self.fill("Adresse électronique", email)
        self.fill("Mot de passe", password)
        self.press("Se connecter")
        self.sees("Se déconnecter")

    def leave(self) -> None:
        self.driver.delete_all_cookies()

    # -- reading -----------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        return spaces(str(self.driver.execute_script("return document.body.innerText")))

    @property
    def title(self) -> str:
        return spaces(self.driver.find_element(By.TAG_NAME, "h1").text)

    def sees(self, *sentences: str) -> None:
        """Wait until the page says all of it."""
        for sentence in sentences:
            self._until(
                lambda one=sentence: spaces(one).casefold() in self.text.casefold(), f"« {sentence} » to be read"
            )

    def does_not_see(self, sentence: str) -> None:
        assert spaces(sentence).casefold() not in self.text.casefold(), f"{self.path} shows « {sentence} »"

    def link_text(self, beginning: str) -> str:
        """The whole words of a link that begins so."""
        return spaces(self._find(_PRESSABLE, beginning, None).text)

    # -- acting ------------------------------------------------------------------------------------------------

    def control(self, label: str, *, group: str | None = None) -> WebElement:
        return self._find(_CONTROL, label, group)

    def fill(self, label: str, value: object, *, group: str | None = None) -> None:
        """Type in the field of this label."""
        while True:
            try:
                self._type(self.control(label, group=group), value)
            except StaleElementReferenceException:  # the page was still arriving
                continue
            return

    def _type(self, field: WebElement, value: object) -> None:
        if isinstance(value, datetime):
            self._set(field, value.strftime("%Y-%m-%dT%H:%M"))
        elif isinstance(value, date):
            self._set(field, value.isoformat())
        else:
            field.clear()
            field.send_keys(str(value))

    def choose(self, label: str, option: str, *, group: str | None = None) -> None:
        """Pick an option of a list by what it says."""
        field = self.control(label, group=group)
        for one in field.find_elements(By.TAG_NAME, "option"):
            if spaces(one.get_attribute("textContent") or "").startswith(spaces(option)):
                one.click()
                return
        offered = [spaces(one.get_attribute("textContent") or "") for one in field.find_elements(By.TAG_NAME, "option")]
        raise AssertionError(f"« {label} » does not offer « {option} », only {offered}")

    def tick(self, label: str, *, group: str | None = None) -> None:
        """A box or a radio button."""
        field = self.control(label, group=group)
        if not field.is_selected():
            field.click()

    def give_file(self, label: str, path: Path) -> None:
        self.control(label).send_keys(str(path))

    def press(self, text: str, *, group: str | None = None) -> None:
        """A button, a link or the head of a folded part, by its words."""
        while True:
            found = self._find(_PRESSABLE, text, group)
            try:
                self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
                found.click()
            except WebDriverException as error:  # the page was still arriving
                if isinstance(error, StaleElementReferenceException) or "does not belong" in str(error.msg):
                    continue
                raise
            return

    def download(self, text: str, *, group: str | None = None) -> Path:
        """Press a link that gives a file; the file."""
        before = set(self.downloads.iterdir())
        self.press(text, group=group)

        def arrived() -> list[Path]:
            new = set(self.downloads.iterdir()) - before
            return [
                one for one in new if not one.name.endswith((".crdownload", ".tmp")) and not one.name.startswith(".")
            ]

        self._until(lambda: bool(arrived()), f"the file of « {text} »")
        return arrived()[0]

    def key(self, *keys: str) -> None:
        """Keys of the keyboard, wherever the focus is."""
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    @property
    def focus(self) -> WebElement:
        return self.driver.switch_to.active_element

    # -- looking -----------------------------------------------------------------------------------------------

    def look(self, *, width: int = 1280, scheme: str = "light") -> None:
        """The size of the window and the colours of the system."""
        if (width, scheme) == self.shows:
            return
        same_colours = scheme == self.shows[1]
        self.shows = (width, scheme)
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        if same_colours:
            self.driver.execute_async_script(_RESIZED, width)
            return
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        self.driver.execute_async_script(_RESTYLE)

    def photograph(self, name: str) -> None:
        """Both widths, both schemes, when asked by LEVIER_SCREENSHOTS=1."""
        if not TAKES_SCREENSHOTS:
            return
        folder = SCREENSHOTS / self.series
        folder.mkdir(parents=True, exist_ok=True)
        self._shots += 1
        for width in (1280, 360):
            for scheme in ("light", "dark"):
                self.look(width=width, scheme=scheme)
                self._photograph(folder / f"{self._shots:02d}-{name}-{width}-{scheme}.png", width)
        self.look()

    def _photograph(self, path: Path, width: int) -> None:
        import base64

        height = int(self.driver.execute_script("return document.documentElement.scrollHeight"))
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, 5000), "scale": 1}
        options = {"captureBeyondViewport": True, "clip": clip}
        path.write_bytes(base64.b64decode(self.driver.execute_cdp_cmd("Page.captureScreenshot", options)["data"]))

    def faults(self) -> list[str]:
        """What an accessibility tool says of the page as it is now."""
        if not self.driver.execute_script("return 'axe' in window"):
            self.driver.execute_script(_AXE)
        found = self.driver.execute_async_script(_RUN_AXE)
        return [f"{one['id']}: {node['target']} {node['html'][:160]}" for one in found for node in one["nodes"]]

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.driver.execute_script(script))

    def console(self) -> list[str]:
        """What the browser complained of since last asked."""
        return [one["message"] for one in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]

    def unfold(self) -> None:
        self.driver.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")

    # -- patience ----------------------------------------------------------------------------------------------

    def _set(self, field: WebElement, value: str) -> None:
        script = (
            "arguments[0].value = arguments[1];"
            "for (const name of ['input', 'change']) arguments[0].dispatchEvent(new Event(name, {bubbles: true}))"
        )
        self.driver.execute_script(script, field, value)

    def _find(self, script: str, text: str, group: str | None) -> WebElement:
        found: list[WebElement] = []

        def there() -> bool:
            one = self.driver.execute_script(script, spaces(text), spaces(group) if group else None)
            found[:] = [one] if one is not None else []
            return bool(found)

        self._until(there, f"« {text} »{f' in « {group} »' if group else ''}")
        return found[0]

    def _until(self, condition: Callable[[], bool], wanted: str) -> None:
        limit = time.monotonic() + PATIENCE
        while True:
            try:
                if condition():
                    return
            except WebDriverException as error:  # the page is changing under our eyes
                if time.monotonic() > limit:
                    raise AssertionError(
                        f"{self.path}: waited for {wanted}: {error.msg}\n{self.text[:2000]}"
                    ) from error
            if time.monotonic() > limit:
                said = self.driver.execute_script(_SPOKEN)
                raise AssertionError(f"{self.path}: waited for {wanted}.\nOffered: {said}\nRead: {self.text[:3000]}")
            time.sleep(0.05)


__all__ = ["SCREENSHOTS", "TAKES_SCREENSHOTS", "Keys", "Visitor", "spaces"]
