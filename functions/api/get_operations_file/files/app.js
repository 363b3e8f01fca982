// Which view is shown, and to whom.

import { get } from "./api.js";
import { announce, clear, el, field } from "./dom.js";
import { exceptions } from "./exceptions.js";
import { overview } from "./overview.js";
import { failure } from "./panel.js";
import { postings } from "./postings.js";
import { record } from "./record.js";
import { begin, canRedirect, finish, forget, keep, token } from "./session.js";
import { useZone, zoneName } from "./words.js";

const VIEWS = {
  overview: ["Overview", overview],
  postings: ["Postings", postings],
  exceptions: ["Exceptions", exceptions],
  record: ["Record story", record],
};
const main = document.getElementById("main");
let me = null;

function open(title, focus = true) {
  const heading = el("h1", { tabindex: "-1" }, title);
  document.title = `${title} - Fieldledger operations`;
  clear(main, heading);
  if (focus) heading.focus();
}

function show() {
  if (me === null) return;
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const [title, view] = VIEWS[name] ?? VIEWS.overview;
  open(title);
  for (const each of document.querySelectorAll("#views a")) {
    if (each.textContent === title) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
  view(main, me, rest);
}

function leave(problem = null) {
  me = null;
  forget();
  document.getElementById("views").hidden = true;
  document.getElementById("sign-out").hidden = true;
  document.getElementById("who").textContent = "";
  open("Sign in", problem !== null);
  main.append(...(problem === null ? [] : [el("p", { class: "problem", role: "alert" }, problem)]), signIn());
}

function signIn() {
  if (canRedirect()) {
    return el("p", {}, el("button", { type: "button", class: "main", onclick: begin }, "Sign in with your company's account"));
  }
  const pasted = el("textarea", { required: true, rows: 4, spellcheck: "false", autocomplete: "off" });
  const enter = (event) => {
    event.preventDefault();
    keep(pasted.value.trim());
    start();
  };
  return el("form", { onsubmit: enter },
    el("p", {}, "This stack does not know where its issuer signs people in. Paste an ID token; this tab keeps it until it is closed."),
    field("ID token", pasted), el("button", { type: "submit", class: "main" }, "Sign in"));
}

async function start() {
  try {
    const told = await get("me");
    me = { ...told, may: (scope) => told.scopes.includes(scope) };
  } catch (problem) {
    if (problem.status === 401) return;
    open("Fieldledger operations");
    main.append(...failure(problem, start));
    return;
  }
  useZone(me.company?.time_zone ?? "UTC");
  const company = me.company?.name ?? me.company_id;
  const writes = ["postings:write", "exceptions:resolve"].some(me.may) ? "" : ", read only";
  document.getElementById("who").textContent = `${company}. ${me.email ?? me.user_id}, ${me.role.replace("_", " ")}${writes}. Times are those of ${zoneName()}.`;
  document.getElementById("views").hidden = false;
  document.getElementById("sign-out").hidden = false;
  show();
}

async function begun() {
  try {
    await finish();
  } catch (problem) {
    leave(problem.message);
    return;
  }
  if (token() === null) leave();
  else start();
}

addEventListener("hashchange", show);
addEventListener("signed-out", () => leave("You are signed out: the token is not valid, or not any more. Sign in again."));
document.getElementById("sign-out").addEventListener("click", () => {
  leave();
  main.querySelector("h1").focus();
  announce("You are signed out.");
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
begun();
