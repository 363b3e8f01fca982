// Calls of the API as the person who is signed in.

import { forget, token } from "./session.js";

// What the API (or the gateway before it) refused, with words for a person.
export class Refused extends Error {
  constructor(status, code, message, requestId) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

const address = (path, query) => {
  const url = new URL(`v1/${path}`, new URL(".", location.href));
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") url.searchParams.append(name, value);
  }
  return url;
};

async function send(method, path, { query, body, key } = {}) {
  const headers = { authorization: `Bearer ${token()}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key !== undefined) headers["idempotency-key"] = key;
  let answer;
  try {
    answer = await fetch(address(path, query), { method, headers, body: body && JSON.stringify(body), credentials: "omit" });
  } catch {
    throw new Refused(0, "OFFLINE", "The API cannot be reached.", "");
  }
  const read = await answer.json().catch(() => ({}));
  if (read.success) return read;
  if (answer.status === 401) {
    forget();
    dispatchEvent(new Event("signed-out"));
  }
  const error = read.error ?? { code: `HTTP ${answer.status}`, message: read.message ?? "The API gave no reason." };
  throw new Refused(answer.status, error.code, inWords(error), read.meta?.request_id ?? "");
}

function inWords({ message, details }) {
  const faults = (details?.fields ?? []).map(({ field, problem }) => `${field}: ${problem}`);
  return [message, ...faults].join("; ");
}

export const get = async (path, query) => (await send("GET", path, { query })).data;
export const post = async (path, body, key) => (await send("POST", path, { body, key })).data;

// At most so many pages of a hundred; `whole` says whether that was all.
export async function pages(path, query, most) {
  const items = [];
  let cursor = null;
  for (let page = 0; page < most; page += 1) {
    const read = await send("GET", path, { query: { limit: 100, ...query, cursor } });
    items.push(...read.data);
    cursor = read.meta.pagination.next_cursor;
    if (cursor === null) break;
  }
  return { items, whole: cursor === null };
}

export async function page(path, query) {
  const read = await send("GET", path, { query });
  return { items: read.data, next: read.meta.pagination.next_cursor };
}
