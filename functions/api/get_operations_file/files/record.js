// A record's whole story: from the jobsite to the books, and back where it was paid or changed there.

import { get, pages, Refused } from "./api.js";
import { badge, choice, clear, el, facts, field, newId, table } from "./dom.js";
import { forbidden, nothing, panel } from "./panel.js";
import { date, draft, kind, many, moment, money, plain, state, vendor } from "./words.js";

const KINDS = [
  ["vendor_invoice", "subcontractor's invoice"],
  ["owner_invoice", "invoice to the owner"],
  ["time_card", "time card"],
  ["posting", "posting"],
];
const PATHS = { vendor_invoice: "vendor-invoices", owner_invoice: "owner-invoices", time_card: "time-cards", posting: "postings" };
const OF_A_DRAFT = { bill: "vendor_invoice", invoice: "owner_invoice", time_activity: "time_card", per_diem: "time_card" };
const SEARCHED_PAGES = 3;
const MOST_POSTINGS = 20;

export function record(root, me, [asked = "vendor_invoice", id = ""]) {
  let chosen = PATHS[asked] ? asked : "vendor_invoice";
  const wanted = el("input", { type: "search", required: true, maxlength: 200, value: id, autocomplete: "off" });
  const place = el("div", {});
  const search = (event) => {
    event.preventDefault();
    clear(place, panel("Found", () => found(chosen, wanted.value.trim())));
  };
  root.append(
    el("form", { class: "filters", role: "search", onsubmit: search },
      choice("Kind of record", KINDS, chosen, (value) => { chosen = value; }),
      field("Its id, or an invoice's number", wanted),
      el("button", { type: "submit", class: "main" }, "Find")),
    place,
  );
  if (id !== "") clear(place, panel("Story", () => story(chosen, id, me)));
}

const link = (what, id, words) => el("a", { href: `#/record/${what}/${encodeURIComponent(id)}` }, words);

async function orNone(asked) {
  try {
    return await asked;
  } catch (problem) {
    if (problem instanceof Refused && [404, 422].includes(problem.status)) return null;
    throw problem;
  }
}

async function found(what, wanted) {
  if (await orNone(get(`${PATHS[what]}/${encodeURIComponent(wanted)}`))) {
    location.hash = `#/record/${what}/${encodeURIComponent(wanted)}`;
    return [];
  }
  if (!what.endsWith("_invoice")) return nothing("There is no such record.");
  const { items, whole } = await pages(PATHS[what], { order: "desc" }, SEARCHED_PAGES);
  const same = items.filter(({ number, document_number: other }) => [number, other].includes(wanted));
  if (same.length === 0) return nothing(whole ? "No invoice has this id or number." : `None of the newest ${items.length} invoices has this number, and none this id.`);
  const rows = same.map((each) => [link(what, each.invoice_id, each.number ?? each.invoice_id), each.supplier?.name ?? each.project?.name, each.invoice_date && date(each.invoice_date), money(each.total, each.currency)]);
  return table("Invoices with this number", ["Number", "Of", "Date", "Total"], rows);
}

async function story(what, id, me) {
  if (what === "posting") return ofPosting(id, me);
  const told = await get(`${PATHS[what]}/${encodeURIComponent(id)}`);
  return what === "time_card" ? ofCard(id, told, me) : ofInvoice(what, id, told, me);
}

async function ofPosting(id, me) {
  const posting = await get(`postings/${encodeURIComponent(id)}`);
  const behind = OF_A_DRAFT[posting.payload.kind];
  const source = posting.source.record_id;
  const told = behind && await orNone(get(`${PATHS[behind]}/${encodeURIComponent(source)}`));
  if (told) return behind === "time_card" ? ofCard(source, told, me) : ofInvoice(behind, source, told, me);
  return steps([step("Its source", facts([["System", vendor(posting.source.system)], ["Record", source]])), step("The books", posted(posting))]);
}

async function ofCard(id, card, me) {
  const day = { from: card.work_date, to: card.work_date, project_id: card.project.project_id };
  const lines = (await pages("reconciliations/books/postings", day, 5)).items.filter((line) => line.record_id === id);
  const jobsite = facts([
    ["Worker", card.employee.name],
    ["Job", [card.project.number, card.project.name].filter(Boolean).join(" ")],
    ["Day", date(card.work_date)],
    ["Hours", card.total_hours],
    ["Last changed there", moment(card.source_updated_at)],
  ]);
  return whole(id, jobsite, [step("Approval", facts([["State", plain(card.status)], ["Approval", card.approval_id]]))], lines, me);
}

async function ofInvoice(what, id, invoice, me) {
  const day = { from: invoice.invoice_date, to: invoice.invoice_date, project_id: invoice.project?.project_id };
  const near = invoice.invoice_date === null ? [] : (await pages("reconciliations/books/postings", day, 5)).items;
  const known = near.filter((line) => line.record_id === id);
  const named = invoice.posting_ids.filter((each) => !known.some((line) => line.posting_id === each));
  const jobsite = facts([
    ["From", vendor(invoice.source)],
    ["Number", invoice.number],
    [what === "vendor_invoice" ? "Subcontractor" : "Job", invoice.supplier?.name ?? invoice.project?.name],
    ["Date", invoice.invoice_date && date(invoice.invoice_date)],
    ["Gross", money(invoice.gross, invoice.currency)],
    ["Retainage", money(invoice.retainage, invoice.currency)],
    ["Due", money(invoice.total, invoice.currency)],
    ["State there", invoice.source_status],
    ["Deleted there", invoice.deleted_at && moment(invoice.deleted_at)],
  ]);
  const parts = [step("Approval", approval(invoice)), step("Payment", payment(invoice.payment))];
  return whole(id, jobsite, parts, [...known, ...named.map((each) => ({ posting_id: each, drift: {} }))], me);
}

function approval(invoice) {
  if (invoice.hold) return facts([["Held", `${invoice.hold.code}: ${invoice.hold.message}`]]);
  const first = invoice.first_approval;
  return facts([
    ["State", plain(invoice.status)],
    ["First of two", first && `${first.by}, ${moment(first.at)}`],
    ["Approved by", invoice.approved_by],
    ["Approved at", invoice.approved_at && moment(invoice.approved_at)],
  ]);
}

function payment(paid) {
  if (paid === null) return nothing("The books have told nothing of a payment yet.");
  const made = (paid.made ?? []).map((each) => [each.paid_on === null ? "day not known" : date(each.paid_on), money(each.amount)]);
  return [
    facts([["In", vendor(paid.books)], ["State", plain(paid.status)], ["Paid", money(paid.paid)], ["Open", money(paid.balance)]]),
    made.length > 0 ? table("Payments", ["Day", "Amount"], made) : null,
  ];
}

async function whole(id, jobsite, parts, lines, me) {
  const ids = [...new Set(lines.map((line) => line.posting_id))];
  const read = await Promise.all(ids.slice(0, MOST_POSTINGS).map((each) => get(`postings/${encodeURIComponent(each)}`)));
  const drifts = new Map(lines.map((line) => [line.posting_id, Object.entries(line.drift)]));
  const books = read.flatMap((each) => [posted(each), drift(drifts.get(each.posting_id) ?? [])]);
  const [approved, ...later] = parts;
  const rest = ids.length > MOST_POSTINGS ? nothing(`${ids.length - MOST_POSTINGS} more postings are not shown.`) : null;
  return steps([
    step("Jobsite", jobsite),
    approved,
    step("The books", read.length === 0 ? nothing("Nothing of it was sent to the books yet.") : [...books, rest]),
    ...later,
    step("Who did what", me.may("audit:read") ? await trail(id) : forbidden("the audit trail")),
  ]);
}

// From the jobsite to the books: the order is the story.
const steps = (parts) => el("ol", { class: "story" }, parts);

function step(title, content) {
  const heading = newId("step");
  return el("li", { "aria-labelledby": heading }, el("h3", { id: heading }, title), content);
}

function posted(posting) {
  const tone = { posted: "good", parked: "bad" }[posting.state] ?? "none";
  const events = posting.history.map((event) => [moment(event.at), state(event.state), [event.code, event.note].filter(Boolean).join(": ") || null]);
  return [
    el("h4", {}, `${draft(posting.payload)}, ${posting.operation}`),
    el("p", {}, badge(state(posting.state), tone)),
    facts([
      ["Posting", posting.posting_id],
      ["Books", vendor(posting.target)],
      ["Id in the books", posting.vendor_id],
      ["Look there for", posting.in_books?.search_for],
      ["Approved by", posting.approved_by],
      ["Waits because", posting.state === "posted" ? null : posting.error && `${posting.error.code}: ${posting.error.message}`],
    ]),
    events.length > 0 ? table(`History of ${kind(posting.payload.kind)} ${posting.posting_id}`, ["When", "State", "Note"], events) : null,
  ];
}

function drift(changed) {
  if (changed.length === 0) return null;
  return [
    el("p", {}, badge(`Changed in the books since: ${many(changed.length, "field")}`, "bad")),
    facts(changed.map(([name, told]) => [plain(name), told])),
  ];
}

async function trail(id) {
  const { items, whole: every } = await pages("audit", { entity_id: id, order: "asc" }, 3);
  if (items.length === 0) return nothing("The audit trail holds nothing about it.");
  const rows = items.map((each) => [moment(each.at), each.user_id, plain(each.action), Object.entries(each.after).map(([name, value]) => `${plain(name)} ${value}`).join(", ")]);
  return [table("Audit trail of the record", ["When", "Who", "Did", "Then"], rows), every ? null : nothing("Later entries are not shown.")];
}
