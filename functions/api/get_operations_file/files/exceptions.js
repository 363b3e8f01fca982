// The inbox: what is wrong, whose turn it is, what to do about it, and what that would do.

import { get, page, post } from "./api.js";
import { ask, decisionKeys } from "./dialog.js";
import { announce, badge, choice, clear, el, facts, newId } from "./dom.js";
import { fixForm } from "./fixes.js";
import { nothing, panel } from "./panel.js";
import { RUNBOOK } from "./runbook.js";
import { age, many, moment, plain, TURNS, turn } from "./words.js";

const ORDER = [["asc", "oldest first"], ["desc", "newest first"]];

export function exceptions(root, me, [asked = ""]) {
  if (asked !== "") {
    root.append(el("p", {}, el("a", { href: "#/exceptions" }, "All open items")), panel("One item", (refresh) => one(asked, me, refresh)));
    return;
  }
  const filters = { state: "open", turn: "", order: "asc" };
  const place = el("div", {});
  const draw = () => clear(place, panel("Items", (refresh) => list(filters, me, refresh)));
  const change = (name) => (value) => { filters[name] = value; draw(); };
  root.append(
    el("form", { class: "filters", onsubmit: (event) => event.preventDefault() },
      choice("Items that are", [["open", "open"], ["resolved", "resolved"]], "open", change("state")),
      choice("Whose turn it is", [["", "anybody's"], ...TURNS], "", change("turn")),
      choice("Order", ORDER, "asc", change("order"))),
    place,
  );
  draw();
}

async function one(id, me, refresh) {
  return [item(await get(`exceptions/${encodeURIComponent(id)}`), me, refresh)];
}

async function list(filters, me, refresh) {
  const shown = el("div", {});
  const button = el("div", {});
  let found = 0;
  const more = async (cursor) => {
    const read = await page("exceptions", { ...filters, limit: 25, cursor });
    found += read.items.length;
    shown.append(...read.items.map((each) => item(each, me, refresh)));
    clear(button, read.next === null ? null : el("button", { type: "button", onclick: () => more(read.next) }, "Show more"));
    announce(`${many(found, "item")} shown.`);
  };
  await more(null);
  if (found === 0) shown.append(nothing(filters.state === "open" ? "Nothing waits for a person." : "Nothing was resolved yet."));
  return [shown, button];
}

function item(each, me, refresh) {
  const heading = newId("item");
  const open = each.state === "open";
  return el("article", { class: "item", "aria-labelledby": heading },
    el("h3", { id: heading }, each.message),
    el("p", {}, badge(open ? `Open, the turn is ${turn(each.turn)}` : "Resolved", open ? "bad" : "good")),
    facts([
      ["Code", el("code", {}, each.code)],
      ["About", each.subject],
      ["Seen", `${many(each.occurrences, "time")}, first ${moment(each.first_seen_at)}, last ${age(each.last_seen_at)}`],
      ["Resolved by", each.resolved_by && `${each.resolved_by}: ${each.resolution ?? ""}`],
      ...Object.entries(each.details).map(([name, value]) => [plain(name), value]),
    ]),
    runbook(each.code),
    open ? waiting(each, me, refresh) : null,
  );
}

function runbook(code) {
  const told = RUNBOOK[code];
  if (told === undefined) return null;
  return el("details", {}, el("summary", {}, `What to do about ${code}`), told.map((paragraph) => el("p", {}, paragraph)));
}

// Asked for only when somebody opens it: to count what waits costs reads.
function waiting(each, me, refresh) {
  const inside = el("div", { "aria-live": "polite" });
  const opened = async (event) => {
    if (!event.target.open || inside.hasChildNodes()) return;
    clear(inside, nothing("Loading…"));
    const explained = await get(`exceptions/${encodeURIComponent(each.exception_id)}`).catch((problem) => problem);
    if (explained instanceof Error) clear(inside, el("p", { class: "problem" }, explained.message));
    else clear(inside, explanation(explained, me, refresh));
  };
  return el("details", { ontoggle: opened }, el("summary", {}, "What waits for it, and the ways out"), inside);
}

function explanation(explained, me, refresh) {
  const { waiting: held } = explained;
  return [
    el("p", {}, explained.words),
    facts([["Postings that wait", String(held.postings)], ["First of them", held.first.length > 0 ? el("span", {}, held.first.flatMap(story)) : null]]),
    el("ul", {}, explained.options.map(({ kind, does }) => el("li", {}, el("strong", {}, plain(kind)), `: ${does}.`))),
    me.may("exceptions:resolve")
      ? el("p", { class: "actions" },
        el("button", { type: "button", "aria-haspopup": "dialog", onclick: () => mend(explained, refresh) }, "Mend it…"),
        el("button", { type: "button", "aria-haspopup": "dialog", onclick: () => replay(explained, refresh) }, `Try all of ${explained.code} again…`))
      : nothing("Your role may look at this and not mend it."),
  ];
}

const story = (id, place) => [place === 0 ? "" : ", ", el("a", { href: `#/record/posting/${encodeURIComponent(id)}` }, id)];

async function mend(explained, refresh) {
  const path = `exceptions/${encodeURIComponent(explained.exception_id)}`;
  const form = fixForm(explained.options, (fix) => post(`${path}/dry-run`, { fix }));
  const key = decisionKeys();
  const act = () => {
    const body = { fix: form.fix() };
    return post(`${path}/resolve`, body, key(body));
  };
  if (await ask("Mend it", [el("p", {}, explained.message), form.node], act, "Do it")) {
    announce("Done. What waited is sent by itself.");
    await refresh();
  }
}

async function replay({ code }, refresh) {
  const key = decisionKeys();
  const body = { codes: [code] };
  const act = () => post("exceptions/replays", body, key(body));
  const words = el("p", {}, `What waits behind up to 50 open items of ${code} is sent once more as it is.`);
  if (await ask(`Try all of ${code} again`, words, act, "Try again")) {
    announce("Done. What is not mended comes back.");
    await refresh();
  }
}
