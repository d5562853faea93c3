// Shows what is typed into a password field, and asks the server how hard it is to guess.
"use strict";

(() => {
  const ASK_AFTER = 700; // milliseconds of rest

  function letShow(input) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link";
    const tell = () => {
      const shown = input.type === "text";
      button.textContent = shown ? "Hide it" : "Show it";
      button.setAttribute("aria-pressed", String(shown));
      button.setAttribute("aria-label", shown ? "Hide the password" : "Show the password");
    };
    button.addEventListener("click", () => {
      input.type = input.type === "text" ? "password" : "text";
      tell();
    });
    // What was shown is sent as a password, so that no browser offers it as a word later.
    input.form.addEventListener("submit", () => { input.type = "password"; });
    input.insertAdjacentElement("afterend", button);
    tell();
  }

  function askStrength(part, input) {
    const line = part.querySelector("[data-strength]");
    let timer = 0;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      if (!input.value) { line.hidden = true; return; }
      timer = setTimeout(() => {
        const sent = new FormData();
        sent.set("password", input.value);
        sent.set("csrf_token", input.form.elements.csrf_token.value);
        fetch(part.dataset.strengthAt, { method: "POST", body: sent, credentials: "same-origin" })
          .then((answer) => (answer.ok ? answer.json() : null))
          .then((strength) => {
            line.hidden = !strength;
            if (!strength) return;
            line.querySelector("meter").value = strength.score;
            line.querySelector("span").textContent = strength.words;
          })
          .catch(() => { line.hidden = true; }); // the server says it when the form is sent
      }, ASK_AFTER);
    });
  }

  document.querySelectorAll("[data-password]").forEach((part) => {
    const input = part.querySelector("input[type=password]");
    if (!input) return;
    letShow(input);
    if (part.dataset.strengthAt) askStrength(part, input);
  });
})();
