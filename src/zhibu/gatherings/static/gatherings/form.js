// The form counts who came, and keeps itself on this device when the connection is lost. It works without.
(() => {
  const form = document.getElementById("gathering");
  if (!form) return;

  const count = () => {
    const place = form.querySelector("[data-count]");
    if (!place) return;
    let required = 0, present = 0;
    for (const box of form.querySelectorAll("input[name=came]")) {
      if (box.checked) present += 1;
      if (box.checked || !("exempt" in box.dataset)) required += 1;
    }
    place.textContent = place.dataset.words.replace("{r}", required).replace("{p}", present);
  };
  form.addEventListener("change", count);
  document.addEventListener("htmx:afterSettle", count);
  count();

  // Drafts are kept by the server. Only while it cannot be reached are they kept here, and no longer than that:
  // the device may be shared.
  const of = (name) => form.elements[name]?.value ?? "";
  const slot = ["zhibu", form.dataset.owner, of("organization"), of("kind"), of("gathering")].join(":");
  const passing = new Set(["csrfmiddlewaretoken", "key", "version"]);
  const keepHere = () => {
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !passing.has(name));
    localStorage.setItem(slot, JSON.stringify(fields));
  };
  const forget = () => localStorage.removeItem(slot);
  const tell = (lost) => {
    const note = form.querySelector("[data-offline-note]");
    note.textContent = lost ? form.dataset.offline : "";
    note.hidden = !lost;
  };
  const isDraft = (event) => event.target.matches?.("[data-draft-state]");
  document.addEventListener("htmx:sendError", (event) => { if (isDraft(event)) { keepHere(); tell(true); } });
  document.addEventListener("htmx:afterRequest", (event) => { if (isDraft(event) && event.detail.successful) { forget(); tell(false); } });
  form.addEventListener("submit", (event) => {
    // Taking a form of parts to pieces costs the server a sixth of a save; only files need it.
    const hasFiles = [...form.querySelectorAll("input[type=file]")].some((one) => one.files.length);
    form.enctype = hasFiles ? "multipart/form-data" : "application/x-www-form-urlencoded";
    if (navigator.onLine) return;
    event.preventDefault();
    keepHere();
    tell(true);
    form.querySelector("[data-offline-note]").scrollIntoView({ block: "center" });
  }, true);

  const kept = form.querySelector("[data-kept]");
  kept.hidden = localStorage.getItem(slot) === null;
  form.querySelector("[data-forget]").addEventListener("click", () => { forget(); kept.hidden = true; });
  form.querySelector("[data-restore]").addEventListener("click", () => {
    const fields = JSON.parse(localStorage.getItem(slot) ?? "[]");
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    for (const [name, value] of fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "checkbox") field.checked ||= field.value === value;
        else if (field.type !== "hidden" && field.type !== "file") field.value = value;
      }
    }
    kept.hidden = true;
    count();
  });
})();
