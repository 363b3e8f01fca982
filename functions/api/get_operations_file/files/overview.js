// Connections and their health, freshness, budgets.

import { get, pages } from "./api.js";
import { badge, el, facts, table } from "./dom.js";
import { forbidden, nothing, panel } from "./panel.js";
import { age, count, many, moment, plain, vendor } from "./words.js";

const LATE_AFTER_MINUTES = 15;
const SOON_DAYS = 14;

export function overview(root, me) {
  const shown = (load, what) => () => (me.may("connections:read") ? load(me) : forbidden(what));
  root.append(
    panel("Connections", shown(connections, "connections")),
    panel("Freshness", freshness),
    panel("Vendors' limits", shown(budgets, "the vendors' limits")),
    panel("Waiting for a person", inbox),
  );
}

async function connections(me) {
  const [listed, health] = await Promise.all([get("connections"), me.may("health:read") ? get("health/details") : null]);
  const probes = new Map((health?.dependencies ?? []).filter(({ kind }) => kind === "vendor").map((each) => [each.name, each]));
  const rows = listed.map((each) => [
    vendor(each.vendor),
    connectionState(each),
    each.state === "disconnected" || !probes.has(each.vendor) ? null : probe(probes.get(each.vendor)),
    each.account_id,
    each.grant_ends_at && el("time", { datetime: each.grant_ends_at }, moment(each.grant_ends_at)),
  ]);
  return [
    table("Connections", ["Vendor", "State", "Usable now", "Account", "Sign in again by"], rows),
    health && ours(health),
  ];
}

function connectionState({ state, grant_ends_at: ends }) {
  if (state === "reconnect_required") return badge("Reconnect: sign in at the vendor again", "bad");
  if (state === "disconnected") return badge("Not connected", "none");
  const soon = ends !== null && new Date(ends) - Date.now() < SOON_DAYS * 86400000;
  return soon ? badge("Connected, ends soon", "warn") : badge("Connected", "good");
}

const probe = ({ ok, code }) => (ok ? badge("Yes", "good") : badge(`No: ${code}`, "bad"));

function ours({ dependencies }) {
  const down = dependencies.filter(({ kind, ok }) => kind !== "vendor" && !ok);
  if (down.length === 0) return nothing("Tables, queues and secrets of Fieldledger itself answer.");
  return el("ul", {}, down.map(({ kind, name, code }) => el("li", {}, badge(`${kind} ${name}: ${code}`, "bad"))));
}

async function freshness() {
  const syncs = await get("syncs");
  if (syncs.length === 0) return nothing("Nothing is brought from a vendor yet.");
  const rows = syncs.map((sync) => [
    `${vendor(sync.vendor)}: ${plain(sync.resource.split("/").pop())}`,
    freshnessState(sync),
    sync.synced_until ? el("time", { datetime: sync.synced_until, title: moment(sync.synced_until) }, age(sync.synced_until)) : "never",
    sync.last ? counts(sync.last) : null,
    sync.last?.problem ? `${sync.last.problem.code}: ${sync.last.problem.message}` : null,
  ]);
  return table("Freshness of what is brought from vendors", ["What", "State", "Everything is here up to", "Last run", "Problem"], rows);
}

export function freshnessState({ paused, active, due_at: due }) {
  if (paused) return badge("Paused", "none");
  const late = Date.now() - new Date(due) > LATE_AFTER_MINUTES * 60000;
  if (active?.waits_until) return badge(late ? "Late: waits for the vendor" : "Waits for the vendor", "warn");
  if (active) return badge("Being read now", "good");
  return late ? badge(`Late: was due ${age(due)}`, "bad") : badge("Up to date", "good");
}

const OUTCOMES = ["created", "updated", "deleted", "failed"];

function counts({ counts: told }) {
  const changes = OUTCOMES.filter((name) => told[name] > 0).map((name) => `${count(told[name])} ${name}`);
  return `${count(told.seen)} seen, ${changes.join(", ") || "nothing new"}`;
}

async function budgets() {
  const listed = await get("rate-budgets");
  if (listed.length === 0) return nothing("No vendor is connected.");
  const rows = listed.flatMap((each) => each.limits.map((limit) => [
    `${vendor(each.vendor)}: ${plain(limit.name)}`,
    closed(each) ?? left(limit),
    el("span", {}, meter(limit), ` ${count(limit.left)} of ${count(limit.limit)}`),
    el("time", { datetime: limit.resets_at }, moment(limit.resets_at)),
  ]));
  return table("Calls that vendors still allow", ["Limit", "State", "Left", "Full again at"], rows);
}

const closed = ({ closed_until: until }) => until && badge(`Closed by the vendor until ${moment(until)}`, "bad");

function left({ left: calls, limit }) {
  if (calls === 0) return badge("Used up", "bad");
  return calls * 10 < limit ? badge("Nearly used up", "warn") : badge("Enough", "good");
}

const meter = ({ left: calls, limit }) => el("meter", { min: 0, max: limit, value: calls, "aria-label": "Calls left" });

async function inbox() {
  const { items, whole } = await pages("exceptions", { state: "open" }, 5);
  if (items.length === 0) return nothing("Nothing waits for a person.");
  const oldest = items.reduce((first, each) => (each.first_seen_at < first.first_seen_at ? each : first));
  return [
    facts([["Open items", whole ? count(items.length) : `more than ${count(items.length)}`], ["The oldest", age(oldest.first_seen_at)]]),
    el("p", {}, el("a", { href: "#/exceptions" }, `Go to ${many(items.length, "open item")}`)),
  ];
}
