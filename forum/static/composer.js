// Niceties where one writes; everything works without them.
"use strict";

(() => {
  const ASK_AFTER = 250; // milliseconds of rest
  const THINK_AFTER = 2500;
  const QUOTED = 600; // characters

  // Names of people to address, offered under the text as buttons while "@be" stands before the cursor.
  function suggestNames(form) {
    const area = form.querySelector("textarea[name=body]");
    if (!area) return;
    const list = document.createElement("div");
    const told = document.createElement("p");
    list.className = "names-offered";
    list.hidden = true;
    told.className = "visually-hidden";
    told.setAttribute("role", "status");
    area.after(list, told);
    let timer = 0;

    const begun = () => /(?:^|[^\w@.])@([\p{L}][\p{L}\p{M}'’. -]{1,40})$/u.exec(area.value.slice(0, area.selectionStart));
    const close = () => { list.hidden = true; list.replaceChildren(); told.textContent = ""; };
    const choose = (name, length) => {
      const end = area.selectionStart;
      area.setRangeText(`${name} `, end - length, end, "end");
      close();
      area.focus();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const offer = (names, length) => {
      list.replaceChildren(...names.map((name) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-outline-primary";
        button.textContent = name;
        button.addEventListener("click", () => choose(name, length));
        return button;
      }));
      list.hidden = !names.length;
      if (names.length) list.scrollIntoView({ block: "nearest" });
      told.textContent = names.length ? `Arrow down to choose: ${names.join(", ")}` : "";
    };
    const ask = () => {
      const at = begun();
      if (!at) return close();
      fetch(`${form.dataset.people}?q=${encodeURIComponent(at[1])}`, { credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.json() : { names: [] }))
        .then(({ names }) => { if (begun()?.[1] === at[1]) offer(names, at[1].length); })
        .catch(close);
    };
    area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, ASK_AFTER); });
    area.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "Escape") close();
      if (event.key === "ArrowDown") { event.preventDefault(); list.firstElementChild.focus(); }
    });
    list.addEventListener("keydown", (event) => {
      const to = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
      if (event.key === "Escape") { close(); area.focus(); }
      if (!to) return;
      event.preventDefault();
      (document.activeElement[to] || (event.key === "ArrowUp" ? area : document.activeElement)).focus();
    });
  }

  // Whoever rests over words that might have to wait is shown the policy's questions, once they can be
  // put away, and sends when they like.
  function thinkAgain(form) {
    const area = form.querySelector("textarea[name=body]");
    const shown = document.createElement("div");
    shown.setAttribute("role", "status");
    area.closest(".form-field").after(shown);
    let timer = 0;
    let wasPutAway = false;
    const ask = () => {
      if (wasPutAway || area.value.trim().length < 15) return;
      const sent = new FormData(form);
      for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name); // words only
      sent.set("place", form.dataset.place);
      fetch(form.dataset.thoughts, { method: "POST", body: sent, credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.text() : ""))
        .then((piece) => {
          shown.innerHTML = piece;
          shown.querySelector("details")?.addEventListener("toggle", (event) => { wasPutAway = !event.target.open; });
        })
        .catch(() => {}); // it is only a nicety
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, THINK_AFTER); });
    form.addEventListener("submit", () => clearTimeout(timer));
  }

  // "Quote" takes the words that are marked, else the whole post, to the end of what is being written.
  function quoteHere(link) {
    const area = document.querySelector("form[data-place] textarea[name=body]");
    const body = link.closest("article").querySelector(".post-body");
    if (!area) return;
    let marked = "";
    // A tap may take the mark away before the click comes.
    link.addEventListener("pointerdown", () => {
      const chosen = window.getSelection();
      const isHere = !chosen.isCollapsed && body.contains(chosen.anchorNode) && body.contains(chosen.focusNode);
      marked = isHere ? chosen.toString().trim() : "";
    });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const own = Array.from(body.children).filter((each) => each.tagName !== "BLOCKQUOTE");
      const words = (marked || own.map((each) => each.innerText).join("\n\n").trim()).slice(0, QUOTED);
      const quoted = words.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
      const before = area.value.trimEnd();
      area.value = `${before}${before && "\n\n"}${link.dataset.quote}\n\n${quoted}\n\n`;
      area.focus();
      area.scrollIntoView({ block: "center" });
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  document.querySelectorAll("a[data-quote]").forEach(quoteHere);
  document.querySelectorAll("form[data-people]").forEach(suggestNames);
  document.querySelectorAll("form[data-thoughts]").forEach(thinkAgain);
})();
