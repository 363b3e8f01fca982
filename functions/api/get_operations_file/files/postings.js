// What is on its way to the books: by state over time, and one by one.

import { page, pages, post } from "./api.js";
import { byDay, chart, days } from "./chart.js";
import { ask, decisionKeys } from "./dialog.js";
import { announce, badge, choice, clear, el, field, table } from "./dom.js";
import { nothing, panel } from "./panel.js";
import { count, dayOf, draft, many, moment, STATES, state, vendor, zoneName } from "./words.js";

const MOST_PAGES = 10;
const TONES = { pending: "none", sealed: "none", parked: "bad", posted: "good", cancelled: "none" };
const BOOKS = [["quickbooks", "QuickBooks"], ["foundation", "FOUNDATION"]];

export function postings(root, me, [asked = ""]) {
  let number = 14;
  let wanted = STATES.some(([name]) => name === asked) ? asked : "";
  let books = "";
  const charted = el("div", {});
  const listed = el("div", {});
  const drawChart = () => clear(charted, panel("By state over time", () => overTime(number)));
  const drawList = () => clear(listed, panel("One by one", (refresh) => list(me, { state: wanted, target: books }, refresh)));
  const spans = [["7", "7 days"], ["14", "14 days"], ["30", "30 days"]];
  const states = [["", "all states"], ...STATES];
  root.append(
    el("form", { class: "filters", onsubmit: (event) => event.preventDefault() },
      choice("Approved within", spans, String(number), (value) => { number = Number(value); drawChart(); })),
    charted,
    el("form", { class: "filters", onsubmit: (event) => event.preventDefault() },
      choice("State", states, wanted, (value) => { wanted = value; drawList(); }),
      choice("Books", [["", "all books"], ...BOOKS], books, (value) => { books = value; drawList(); })),
    listed,
  );
  drawChart();
  drawList();
}

async function overTime(number) {
  const span = days(dayOf(Date.now()), number);
  // A day begins up to 14 hours before it does in UTC: asked for from there, and counted by the company's own days.
  const since = new Date(new Date(`${span[0]}T00:00Z`) - 14 * 3600000).toISOString();
  const { items, whole } = await pages("postings", { from: since, order: "desc" }, MOST_PAGES);
  const counted = items.filter(({ created_at: created }) => dayOf(created) >= span[0]);
  if (counted.length === 0) return nothing("Nothing was approved in these days.");
  const words = whole ? `${many(counted.length, "posting")} approved in these days` : `The newest ${count(counted.length)} postings only`;
  return [el("p", {}, `${words}; days are those of ${zoneName()}.`), chart(span, byDay(counted, span))];
}

// One list for each set of books: the API reads a state of one of them at a time.
const lanes = ({ state: wanted, target }) =>
  (wanted !== "" && target === "" ? BOOKS.map(([books]) => ({ state: wanted, target: books })) : [{ state: wanted, target }]);

async function list(me, filters, refresh) {
  const waiting = lanes(filters).map((query) => ({ query, cursor: null }));
  const shown = [];
  const place = el("div", {});
  const more = async () => {
    const read = await Promise.all(waiting.splice(0).map(async ({ query, cursor }) => ({ query, ...(await page("postings", { ...query, cursor, order: "desc", limit: 25 })) })));
    for (const { query, items, next } of read) {
      shown.push(...items);
      if (next !== null) waiting.push({ query, cursor: next });
    }
    shown.sort((one, next) => (one.created_at < next.created_at ? 1 : -1));
    draw();
    announce(`${many(shown.length, "posting")} shown.`);
  };
  const draw = () => {
    const next = waiting.length > 0 && el("button", { type: "button", onclick: more }, "Show more");
    const none = waiting.length > 0 ? "None among the newest ones." : "No posting is in this state.";
    clear(place, shown.length === 0 ? nothing(none) : rows(shown, me, refresh), next || null);
  };
  await more();
  return place;
}

function rows(shown, me, refresh) {
  const columns = ["What", "State", "Books", "Approved", "Why it waits", "Story"];
  const acts = me.may("postings:write");
  return table("Postings, the newest first", acts ? [...columns, "Actions"] : columns, shown.map((each) => [
    `${draft(each.payload)}${each.operation === "create" ? "" : ` (${each.operation})`}`,
    badge(state(each.state), TONES[each.state]),
    each.vendor_id ? `${vendor(each.target)} ${each.vendor_id}` : vendor(each.target),
    el("time", { datetime: each.created_at }, moment(each.created_at)),
    why(each),
    el("a", { href: `#/record/posting/${encodeURIComponent(each.posting_id)}`, "aria-label": `Story of ${draft(each.payload)}` }, "Story"),
    ...(acts ? [actions(each, refresh)] : []),
  ]));
}

function why({ state: stands, error, waits_behind: behind }) {
  if (error === null || stands === "posted") return null;
  const words = `${error.code}: ${error.message}`;
  return behind ? el("a", { href: `#/exceptions/${encodeURIComponent(behind.exception_id)}` }, words) : words;
}

function actions(posting, refresh) {
  if (!["pending", "parked"].includes(posting.state)) return null;
  const name = draft(posting.payload);
  return el("span", { class: "actions" },
    el("button", { type: "button", "aria-label": `Try ${name} again`, onclick: () => retry(posting, refresh) }, "Try again"),
    el("button", { type: "button", "aria-label": `Give up ${name}`, onclick: () => cancel(posting, refresh) }, "Give up"));
}

async function decide(title, words, doIt, act, refresh) {
  if (await ask(title, words, act, doIt)) {
    announce(`Done: ${title}`);
    await refresh();
  }
}

function acting({ posting_id: id, version }, deed, wish) {
  const key = decisionKeys();
  return () => {
    const body = { version, ...wish() };
    return post(`postings/${encodeURIComponent(id)}/${deed}`, body, key(body));
  };
}

function retry(posting, refresh) {
  const words = el("p", {}, `${draft(posting.payload)} is sent to ${vendor(posting.target)} again as it is.`);
  return decide("Try again now", words, "Try again", acting(posting, "retry", () => ({})), refresh);
}

function cancel(posting, refresh) {
  const reason = el("input", { type: "text", required: true, minlength: 3, maxlength: 500 });
  const words = [el("p", {}, `${draft(posting.payload)} then never goes to ${vendor(posting.target)} from here.`), field("Reason, which its history keeps", reason)];
  return decide("Give up this posting", words, "Give it up", acting(posting, "cancel", () => ({ reason: reason.value })), refresh);
}
