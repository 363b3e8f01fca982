// What states, times and amounts are called.

let zone = "UTC";
let formats = {};

export function useZone(name) {
  zone = name;
  const format = (options, locale = "en-US") => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  formats = { moment: format({ dateStyle: "medium", timeStyle: "short" }), day: format({ dateStyle: "short" }, "en-CA") };
}

useZone("UTC");

export const zoneName = () => zone;
export const moment = (at) => formats.moment.format(new Date(at));
// The calendar day of a moment where the company is, as 2026-03-02.
export const dayOf = (at) => formats.day.format(new Date(at));
// A jobsite's date has no zone.
export const date = (day) => new Intl.DateTimeFormat("en-US", { timeZone: "UTC", dateStyle: "medium" }).format(new Date(`${day}T00:00Z`));
export const shortDate = (day) => new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "short", day: "numeric" }).format(new Date(`${day}T00:00Z`));

export function daysBefore(day, count) {
  const found = new Date(`${day}T00:00Z`);
  found.setUTCDate(found.getUTCDate() - count);
  return found.toISOString().slice(0, 10);
}

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

export function age(at) {
  const seconds = (Date.now() - new Date(at)) / 1000;
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat("en-US", { numeric: "auto" }).format(-Math.round(seconds / size), unit);
}

export const count = (number) => new Intl.NumberFormat("en-US").format(number);
export const many = (number, one, more = `${one}s`) => `${count(number)} ${number === 1 ? one : more}`;
export const hours = (minutes) => `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;

// Decimals stay the text that the API sent: no binary fraction ever touches an amount.
export function money(amount, currency = null) {
  const [whole, part = ""] = amount.replace("-", "").split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${amount.startsWith("-") ? "−" : ""}${grouped}.${part.padEnd(2, "0")}${currency ? ` ${currency}` : ""}`;
}

const VENDORS = { quickbooks: "QuickBooks", procore: "Procore", raken: "Raken", foundation: "FOUNDATION" };
const KINDS = {
  time_activity: "time",
  per_diem: "per diem",
  customer: "customer or job",
  vendor: "vendor",
  bill: "bill",
  invoice: "invoice",
};

export const vendor = (name) => VENDORS[name] ?? name;
export const kind = (name) => KINDS[name] ?? name;
export const plain = (name) => name.replaceAll("_", " ");

export const STATES = [
  ["pending", "waiting to be sent"],
  ["sealed", "on its way"],
  ["parked", "parked, a person must act"],
  ["posted", "in the books"],
  ["cancelled", "given up"],
];

export const state = (name) => STATES.find(([key]) => key === name)?.[1] ?? name;

export const TURNS = [["customer", "yours"], ["vendor", "the vendor's"], ["us", "ours"]];
export const turn = (name) => TURNS.find(([key]) => key === name)?.[1] ?? name;

export function draft({ kind: what, ...fields }) {
  const said = kind(what);
  if (what === "time_activity") return `${said}, ${hours(fields.minutes)} on ${date(fields.work_date)}`;
  if (what === "per_diem") return `${said}, ${money(fields.amount)} for ${date(fields.work_date)}`;
  return `${said} ${fields.document_number ?? fields.display_name}`;
}
