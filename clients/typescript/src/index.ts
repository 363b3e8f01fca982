/** The Fieldledger API: typed calls, the envelope taken off, lists read to their end. */

import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./schema.ts";

export type { components, operations, paths } from "./schema.ts";

/** `token` is asked before each request, so that it may be renewed; it gives the person's ID token. */
export interface Settings {
  baseUrl: string;
  token: () => string | Promise<string>;
  fetch?: typeof globalThis.fetch;
}

export type Fieldledger = Client<paths>;

export function fieldledger({ baseUrl, token, fetch }: Settings): Fieldledger {
  const client = createClient<paths>({ baseUrl, ...(fetch && { fetch }) });
  client.use({
    async onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${await token()}`);
      return request;
    },
  });
  return client;
}

/** A header for a POST that creates or approves: new for each decision, kept while that decision is repeated. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}

/** What a call of the client gives: `D` in the envelope, or one of the operation's failures `E`. */
interface Answer<D, E> {
  data?: { data: D } | undefined;
  error?: E;
  response: Response;
}

/** The codes that an operation can answer, as its description lists them. */
export type CodeOf<E> = E extends { error: { code: infer C extends string } } ? C : never;

/** `code` is `GATEWAY` where API Gateway answered by itself: then `status` says all there is. */
export interface Failure<C extends string = string> {
  ok: false;
  status: number;
  code: C | "GATEWAY";
  message: string;
  details: Record<string, unknown>;
  requestId: string | null;
  retryAfterSeconds: number | null;
}

export type Outcome<D, C extends string> = { ok: true; data: D } | Failure<C>;

/** The data or the failure of a call; `if (!outcome.ok) switch (outcome.code)` knows every code of the operation. */
export async function settle<D, E>(call: Promise<Answer<D, E>>): Promise<Outcome<D, CodeOf<E>>> {
  const { data, error, response } = await call;
  return data === undefined ? failure<CodeOf<E>>(error, response) : { ok: true, data: data.data };
}

/** The data of a call; a failure is thrown as `FieldledgerError`. */
export async function unwrap<D, E>(call: Promise<Answer<D, E>>): Promise<D> {
  const outcome = await settle(call);
  if (!outcome.ok) throw new FieldledgerError(outcome);
  return outcome.data;
}

export class FieldledgerError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.code}: ${failure.message}`);
    this.name = "FieldledgerError";
    this.failure = failure;
  }
}

interface Page<T> {
  data: T[];
  meta: { pagination: { next_cursor: string | null } };
}

/** Every item of a list: `fetchPage` asks for the page at a cursor. A page may be empty and still not the last. */
export async function* items<T, E>(
  fetchPage: (cursor: string | undefined) => Promise<{ data?: Page<T> | undefined; error?: E; response: Response }>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const { data, error, response } = await fetchPage(cursor);
    if (data === undefined) throw new FieldledgerError(failure(error, response));
    yield* data.data;
    cursor = data.meta.pagination.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

function failure<C extends string>(body: unknown, response: Response): Failure<C> {
  const told = isEnvelope(body) ? body.error : { code: "GATEWAY", message: response.statusText, details: {} };
  const retryAfter = response.headers.get("Retry-After");
  return {
    ok: false,
    status: response.status,
    code: told.code as C | "GATEWAY",
    message: told.message,
    details: told.details,
    requestId: response.headers.get("X-Request-Id"),
    retryAfterSeconds: retryAfter === null ? null : Number(retryAfter),
  };
}

interface Told {
  error: { code: string; message: string; details: Record<string, unknown> };
}

function isEnvelope(body: unknown): body is Told {
  return typeof body === "object" && body !== null && "success" in body && "error" in body && body.error !== null;
}
