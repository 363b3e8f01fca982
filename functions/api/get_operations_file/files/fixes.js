// The form of a fix: one of the ways out of an item, what it asks for, and a rehearsal that changes nothing.

import { clear, el, field, newId } from "./dom.js";
import { failure } from "./panel.js";
import { many, plain } from "./words.js";

const LABELS = {
  vendor_id: "Its id in the books",
  service_item: "Service item",
  reason: "Reason, which the item keeps",
};

const input = (attributes = {}) => el("input", { type: "text", required: true, maxlength: 100, ...attributes });

// What is asked for, as inputs and as what the API takes.
function part(name) {
  if (name === "mapping") return mapping();
  const told = input(name === "reason" ? { minlength: 3, maxlength: 500 } : {});
  return { node: field(LABELS[name] ?? plain(name), told), value: () => told.value };
}

function mapping() {
  const [account, item, className] = [1, 2, 3].map(() => input({ required: false }));
  return {
    node: [
      field("Account, its number or its name with its path", account),
      field("Or item, its name with its path", item),
      field("Class, if wanted", className),
    ],
    value: () => ({ account: account.value || null, item: item.value || null, class_name: className.value || null }),
  };
}

export function fixForm(options, rehearse) {
  const group = newId("way");
  const asked = el("div", {});
  const outcome = el("div", { "aria-live": "polite" });
  let chosen;
  let parts;
  const choose = (option) => {
    chosen = option;
    parts = new Map(option.asks_for.map((name) => [name, part(name)]));
    clear(asked, [...parts.values()].flatMap(({ node }) => node));
    clear(outcome);
  };
  const fix = () => ({ kind: chosen.kind, ...Object.fromEntries([...parts].map(([name, { value }]) => [name, value()])) });
  const ways = options.map((option, place) => el("p", {}, el("label", {},
    el("input", { type: "radio", name: group, checked: place === 0, onchange: () => choose(option) }),
    el("strong", {}, plain(option.kind)), `: ${option.does}`)));
  choose(options[0]);
  const tryIt = async (event) => {
    if (!event.target.form.reportValidity()) return;
    clear(outcome, await rehearse(fix()).then(told, failure));
  };
  const button = el("button", { type: "button", onclick: tryIt }, "Try it out");
  return { node: [el("fieldset", {}, el("legend", {}, "Way out"), ways), asked, el("p", {}, button, " changes nothing."), outcome], fix };
}

function told({ released, cancelled, changes, parks_again: again, earlier }) {
  if (earlier !== null) return [el("p", {}, `Nothing: it was resolved before (${earlier}).`)];
  return [
    el("p", {}, `It would release ${many(released, "posting")} and give up ${many(cancelled, "posting")}.`),
    changes === null ? null : el("p", {}, `It would change ${changes}.`),
    again.length === 0 ? null : el("p", {}, "Of these would come back:"),
    again.length === 0 ? null : el("ul", {}, again.map((each) => el("li", {}, `${many(each.postings, "posting")}, ${each.code}: ${each.message}`))),
  ];
}
