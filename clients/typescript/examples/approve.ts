/** What a frontend does first: lists jobs, looks at what an approval would do, and meets failures it can tell apart.
 *
 *     FIELDLEDGER_URL=... FIELDLEDGER_TOKEN=... node examples/approve.ts 2026-02-23 2026-03-01
 */

import { fieldledger, items, newIdempotencyKey, settle, unwrap } from "../src/index.ts";

const [firstDay, lastDay] = process.argv.slice(2);
if (firstDay === undefined || lastDay === undefined) throw new Error("say the first and the last day");

const api = fieldledger({
  baseUrl: process.env["FIELDLEDGER_URL"] ?? "http://localhost:4566",
  token: () => process.env["FIELDLEDGER_TOKEN"] ?? "",
});

const numbers: (string | null)[] = [];
for await (const job of items((cursor) => api.GET("/v1/projects", { params: { query: { limit: 2, ...(cursor && { cursor }) } } }))) {
  numbers.push(job.number);
}

const approval = { first_day: firstDay, last_day: lastDay };
const dryRun = await unwrap(
  api.POST("/v1/time-cards/approvals", {
    params: { header: { "Idempotency-Key": newIdempotencyKey() } },
    body: { ...approval, dry_run: true },
  }),
);

const changed = await settle(
  api.POST("/v1/time-cards/approvals", {
    params: { header: { "Idempotency-Key": newIdempotencyKey() } },
    body: { ...approval, expected_minutes: dryRun.minutes + 1 },
  }),
);

const missing = await settle(api.GET("/v1/projects/{project_id}", { params: { path: { project_id: "nowhere" } } }));

process.stdout.write(
  JSON.stringify({
    projects: numbers.length,
    dryRun: { minutes: dryRun.minutes, timeCards: dryRun.time_cards },
    changed: changed.ok ? "approved" : whatToDo(changed.code),
    missing: missing.ok ? "found" : { code: missing.code, status: missing.status, requestId: missing.requestId !== null },
  }),
);

/** The compiler knows the codes of the operation: a misspelt one does not compile. */
function whatToDo(code: Exclude<typeof changed, { ok: true }>["code"]): string {
  switch (code) {
    case "PERIOD_CHANGED":
      return "look again";
    case "IDEMPOTENCY_IN_PROGRESS":
    case "STORE_UNAVAILABLE":
      return "send it again";
    default:
      return code;
  }
}
