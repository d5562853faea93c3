// Niceties for whoever has JavaScript; every page works without it.
"use strict";

(() => {
  const SAVE_AFTER = 3000; // milliseconds of rest

  function keepDraft(form) {
    const told = document.createElement("p");
    told.className = "form-text";
    told.setAttribute("role", "status");
    form.append(told);
    let timer = 0;
    let saved = null;
    const save = () => {
      timer = 0;
      const sent = new FormData(form);
      for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name); // words only
      sent.set("place", form.dataset.place);
      const now = `${sent.get("title") || ""}\n${sent.get("body") || ""}`;
      if (now === saved) return;
      fetch(form.dataset.drafts, { method: "POST", body: sent, credentials: "same-origin", keepalive: now.length < 10000 })
        .then((answer) => {
          if (!answer.ok) return;
          saved = now;
          told.textContent = "Kept as a draft a moment ago.";
        })
        .catch(() => {}); // out of reach just now; the next rest tries again
    };
    form.addEventListener("input", () => {
      told.textContent = "";
      clearTimeout(timer);
      timer = setTimeout(save, SAVE_AFTER);
    });
    form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; });
    // Whoever turns to something else in the middle of a word finds it here again.
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden || !timer) return;
      clearTimeout(timer);
      save();
    });
  }

  function countCharacters(area) {
    const most = Number(area.dataset.max);
    const line = document.createElement("p");
    line.className = "form-text";
    line.setAttribute("role", "status");
    const tell = () => {
      const left = most - Array.from(area.value).length;
      line.textContent = left >= 1000 ? "" : left >= 0
        ? `${left.toLocaleString("en-GB")} characters left`
        : `${(-left).toLocaleString("en-GB")} characters too many`;
    };
    area.insertAdjacentElement("afterend", line);
    area.addEventListener("input", tell);
    tell();
  }

  function sendOnce(form) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
    });
    // Coming back with the browser's own button finds the form ready again.
    window.addEventListener("pageshow", () => { delete form.dataset.sent; });
  }

  // A link to what is folded away opens the folds it is in, in the browsers that do not do so themselves.
  function unfold() {
    const linked = document.getElementById(location.hash.slice(1));
    let isFolded = false;
    for (let fold = linked?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      isFolded ||= !fold.open;
      fold.open = true;
    }
    if (isFolded) linked.scrollIntoView();
  }

  window.addEventListener("hashchange", unfold);
  unfold();
  document.querySelectorAll("form[data-place]").forEach(keepDraft);
  document.querySelectorAll("textarea[data-max]").forEach(countCharacters);
  document.querySelectorAll("form[method=post]").forEach(sendOnce);
})();
