"""What every page must be: without violations for axe-core, not wider than the screen, big enough to touch."""

from pathlib import Path

import zhibu

AXE = Path(zhibu.__file__).parents[2] / ".dev" / "front" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
SMALL = """least => [...document.querySelectorAll('button, summary, .btn, nav a, input:not([type=hidden]), select')]
  .filter(one => one.offsetParent && Math.min(one.offsetHeight, one.closest('label, nav') ? 99 : one.offsetWidth) < least)
  .filter(one => !one.closest('label'))
  .map(one => one.outerHTML.slice(0, 90) + ' ' + one.offsetWidth + '×' + one.offsetHeight)"""


def assert_well_made(page, target=44):
    """Raises with what is wrong, in words of axe-core or the elements' own."""
    page.evaluate(AXE.read_text())  # evaluated by the test, so the page's own policy stays as strict as it is
    found = page.evaluate("tags => axe.run({runOnly: tags})", RULES)
    violations = [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found["violations"]]
    assert not violations, "\n".join(violations)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, "wider than the screen"
    small = page.evaluate(SMALL, target)
    assert not small, "\n".join(small)
