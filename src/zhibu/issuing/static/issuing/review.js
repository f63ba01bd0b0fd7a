// Comforts of the review; everything here can also be done without.
const text = document.getElementById("document");
const add = document.getElementById("add-selected");

// Where a point of the selection lies in the document, in characters (not in UTF-16 units).
function offsetOf(node, offset) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!piece) return null;
  const before = document.createRange();
  before.setStart(piece, 0);
  before.setEnd(node, offset);
  return Number(piece.dataset.start) + Array.from(before.toString()).length;
}

document.addEventListener("selectionchange", () => {
  if (!text || !add) return;
  const selection = getSelection();
  const isInside = selection.rangeCount && !selection.isCollapsed && text.contains(selection.anchorNode) && text.contains(selection.focusNode);
  const range = isInside && selection.getRangeAt(0);
  const start = range && offsetOf(range.startContainer, range.startOffset);
  const end = range && offsetOf(range.endContainer, range.endOffset);
  add.hidden = !range || start === null || end === null || end <= start;
  if (!add.hidden) add.href = `${add.getAttribute("href").split("?")[0]}?start=${start}&end=${end}`;
});

// A card that was decided on gives its words in the text the same shade.
document.addEventListener("htmx:afterSwap", (event) => {
  document.getElementById(event.detail.target.id)?.focus({ preventScroll: true });
  for (const card of document.querySelectorAll(".duty-card[data-duty]")) {
    for (const words of document.querySelectorAll(`.said-here[data-duties="${card.dataset.duty}"]`)) {
      if (card.dataset.state !== "editing") words.dataset.state = card.dataset.state;
    }
  }
});

// Pointing at a card shows its words, and the other way round.
function name(id) {
  for (const one of document.querySelectorAll(".is-named")) one.classList.remove("is-named");
  if (!id) return;
  document.getElementById(`duty-${id}`)?.classList.add("is-named");
  for (const words of document.querySelectorAll(`.said-here[data-duties~="${id}"]`)) words.classList.add("is-named");
}
// Beside the cards the text scrolls by itself; below them (a phone) it stays where it is.
function bringIntoView(id) {
  const words = text?.querySelector(`.said-here[data-duties~="${id}"]`);
  if (!words || text.scrollHeight <= text.clientHeight) return;
  const isSeen = words.offsetTop >= text.scrollTop && words.offsetTop + words.offsetHeight <= text.scrollTop + text.clientHeight;
  if (!isSeen) text.scrollTop = words.offsetTop - text.clientHeight / 3;
}
let named = "";
for (const kind of ["mouseover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const card = event.target.closest(".duty-card");
    const words = event.target.closest("#document .said-here");
    const id = card ? card.dataset.duty : words ? words.dataset.duties.split(" ")[0] : "";
    if (id === named) return;
    named = id;
    name(id);
    if (card) bringIntoView(id);
  });
}
