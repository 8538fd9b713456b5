/* Small comforts on top of pages that work without them. No dependency, no inline handler, no style written. */
(function () {
  "use strict";

  /* After a failed submission, put the keyboard where the explanation is. */
  function focusErrors(root) {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }

  /* File drop: highlight the zone and name what was chosen. The input itself stays usable. */
  function wireFileDrops(root) {
    root.querySelectorAll("[data-filedrop]").forEach(function (zone) {
      const input = zone.querySelector("input[type=file]");
      const names = zone.querySelector("[data-filedrop-names]");
      if (!input || zone.dataset.ready) return;
      zone.dataset.ready = "true";
      ["dragenter", "dragover"].forEach((name) =>
        zone.addEventListener(name, (event) => {
          event.preventDefault();
          zone.classList.add("filedrop--over");
        }),
      );
      ["dragleave", "drop"].forEach((name) =>
        zone.addEventListener(name, () => zone.classList.remove("filedrop--over")),
      );
      zone.addEventListener("drop", (event) => {
        event.preventDefault();
        if (!event.dataTransfer || !event.dataTransfer.files.length) return;
        const kept = new DataTransfer();
        const files = Array.from(event.dataTransfer.files);
        (input.multiple ? files : files.slice(0, 1)).forEach((file) => kept.items.add(file));
        input.files = kept.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      input.addEventListener("change", () => {
        if (!names) return;
        names.replaceChildren(
          ...Array.from(input.files).map((file) => {
            const item = document.createElement("li");
            item.textContent = file.name;
            return item;
          }),
        );
      });
    });
  }

  /* « Copier » buttons appear only where the clipboard works. */
  function wireCopies(root) {
    if (!navigator.clipboard) return;
    root.querySelectorAll("[data-copy]").forEach(function (button) {
      const source = document.getElementById(button.dataset.copy);
      if (!source || button.dataset.ready) return;
      button.dataset.ready = "true";
      button.hidden = false;
      const said = button.querySelector("[data-copy-label]") || button;
      const before = said.textContent;
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText("value" in source ? source.value : source.textContent);
          said.textContent = "Copié";
        } catch {
          said.textContent = "Copie refusée par le navigateur";
        }
        setTimeout(() => (said.textContent = before), 2500);
      });
    });
  }

  /* A form is sent once: its button says it is busy and ignores a second click. */
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get" || form.target || "download" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    if (!event.submitter) return;
    event.submitter.setAttribute("aria-busy", "true");
    event.submitter.dataset.busy = "true";
  });

  /* Coming back by the « précédent » button: the form can be sent again. */
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll("[data-busy]").forEach((node) => {
      node.removeAttribute("aria-busy");
      delete node.dataset.busy;
    });
  });

  /* Long forms marked data-guard: warn before leaving with something typed and not sent. */
  let touched = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest && event.target.closest("form[data-guard]")) touched = true;
  });
  document.addEventListener("submit", () => (touched = false));
  window.addEventListener("beforeunload", (event) => {
    if (touched) event.preventDefault();
  });

  /* Selects and boxes marked data-autosubmit send their form; without scripts the button next to them does. */
  document.addEventListener("change", function (event) {
    if (event.target.matches && event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
  });

  /* Links marked data-print open the print dialogue. */
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("[data-print]")) window.print();
  });

  function wire(root) {
    wireFileDrops(root);
    wireCopies(root);
    focusErrors(root);
  }

  document.addEventListener("htmx:load", (event) => wire(event.detail.elt));
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => wire(document));
  } else {
    wire(document);
  }
})();
