"""What browser tests of every app ask of a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

# fonts that came late and colours on their way to another theme would be measured half-way
AT_REST = """
async () => {
  document.body.getBoundingClientRect();
  await document.fonts.ready;
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
}
"""


def complaints(page: Any) -> list[str]:
    """What axe finds on a page that is at rest, and whether it is wider than the screen. Needs scripts."""
    page.evaluate(AT_REST)
    broken = Axe().run(page).response["violations"]
    found = [f"{page.url}: {rule['id']} {rule['nodes'][0]['html'][:200]}" for rule in broken]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{page.url}: wider than the screen")
    return found
