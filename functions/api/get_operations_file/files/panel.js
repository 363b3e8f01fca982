// A part of a view that loads by itself: one that fails does not take the others with it.

import { Refused } from "./api.js";
import { announce, clear, el, newId } from "./dom.js";

export function panel(title, load, level = "h2") {
  const heading = newId("heading");
  const body = el("div", {});
  const whole = el("section", { "aria-labelledby": heading }, el(level, { id: heading }, title), body);
  const refresh = async () => {
    whole.setAttribute("aria-busy", "true");
    clear(body, nothing("Loading…"));
    try {
      clear(body, await load(refresh));
    } catch (problem) {
      clear(body, failure(problem, refresh));
      announce(`${title} could not be loaded.`);
    } finally {
      whole.removeAttribute("aria-busy");
    }
  };
  refresh();
  return whole;
}

export function failure(problem, again) {
  const refused = problem instanceof Refused;
  if (!refused) console.error(problem);
  const reference = refused && problem.requestId ? ` (request ${problem.requestId})` : "";
  const words = refused ? `${problem.code}: ${problem.message}${reference}` : "The page made a mistake.";
  const shown = el("p", { class: "problem", role: "alert" }, words);
  return again ? [shown, el("button", { type: "button", onclick: again }, "Try again")] : [shown];
}

export const nothing = (words) => el("p", { class: "quiet" }, words);

export const forbidden = (what) => nothing(`Your role does not show ${what}.`);
