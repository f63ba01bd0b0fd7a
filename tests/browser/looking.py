"""What every page must be: nothing that axe-core finds, not wider than the screen, big enough to touch."""

from pathlib import Path

import zhibu

AXE = Path(zhibu.__file__).parents[2] / ".dev" / "front" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# Only what is wrong, named by the page itself: all that is right would be megabytes on their way here.
VIOLATIONS = """tags => axe.run({runOnly: tags, resultTypes: ['violations']})
  .then(found => found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html)))"""
TOUCHED = "button, summary, .btn, nav a, input:not([type=hidden]), select"
SMALL = """([least, touched]) => [...document.querySelectorAll(touched)]
  .filter(one => one.offsetParent && !one.closest('label'))
  .filter(one => one.offsetHeight < least || (one.offsetWidth < least && !one.closest('nav')))
  .map(one => one.outerHTML.slice(0, 90) + ' ' + one.offsetWidth + '×' + one.offsetHeight)"""


def assert_well_made(page, target=44):
    """Raises with what is wrong, in words of axe-core or the elements' own."""
    page.evaluate(AXE.read_text())  # evaluated by the test, so the page's own policy stays as strict as it is
    violations = page.evaluate(VIOLATIONS, RULES)
    assert not violations, "\n".join(violations)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, "wider than the screen"
    small = page.evaluate(SMALL, [target, TOUCHED])
    assert not small, "\n".join(small)
