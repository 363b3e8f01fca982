// A question in a modal dialog: Escape and Cancel leave things as they are, and the focus goes back to where it was.

import { clear, el, newId } from "./dom.js";
import { failure } from "./panel.js";

// `act` does what was asked for; what it throws is told in the dialog. The answer is whether it was done.
export function ask(title, content, act, doIt) {
  const heading = newId("dialog");
  const outcome = el("div", { "aria-live": "polite" });
  const button = el("button", { type: "submit", class: "main" }, doIt);
  const close = el("button", { type: "button", onclick: () => dialog.close() }, "Cancel");
  const form = el("form", {}, content, outcome, el("p", { class: "actions" }, button, close));
  const dialog = el("dialog", { "aria-labelledby": heading }, el("h2", { id: heading }, title), form);
  const finished = new Promise((resolve) => { dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "done"); }); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await act();
      dialog.close("done");
    } catch (problem) {
      clear(outcome, failure(problem));
    } finally {
      button.disabled = false;
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  return finished;
}

// One Idempotency-Key for one decision: pressed again after a lost answer, it does nothing twice; another wish is another
// decision.
export function decisionKeys() {
  const keys = new Map();
  return (body) => {
    const wish = JSON.stringify(body);
    if (!keys.has(wish)) keys.set(wish, crypto.randomUUID());
    return keys.get(wish);
  };
}
