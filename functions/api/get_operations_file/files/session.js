// Who is signed in. The token lives in this tab's sessionStorage: a reload keeps it, closing the tab forgets it, and no
// address ever holds it. Authorization code with PKCE (RFC 7636) where the issuer's addresses are known.

const TOKEN = "fieldledger.token";
const PENDING = "fieldledger.sign-in";

const told = (name) => document.querySelector(`meta[name="${name}"]`).content;
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const secret = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const here = () => `${location.origin}${location.pathname}`;

export const token = () => sessionStorage.getItem(TOKEN);
export const keep = (value) => sessionStorage.setItem(TOKEN, value);
export const forget = () => sessionStorage.removeItem(TOKEN);
export const canRedirect = () => told("authorize-url") !== "" && told("token-url") !== "";

export async function begin() {
  const verifier = secret();
  const state = secret();
  sessionStorage.setItem(PENDING, JSON.stringify({ verifier, state, view: location.hash }));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: "code",
    client_id: told("client-id"),
    redirect_uri: here(),
    scope: "openid",
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  });
  location.assign(`${told("authorize-url")}?${query}`);
}

// Whether the issuer sent somebody back here just now; throws an Error with words for a person if that went wrong.
export async function finish() {
  const brought = new URLSearchParams(location.search);
  if (!brought.has("state")) return false;
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "{}");
  sessionStorage.removeItem(PENDING);
  // The code is used up soon and useless without the verifier; all the same it does not stay in the address.
  history.replaceState(null, "", `${location.pathname}${pending.view ?? ""}`);
  if (pending.state === undefined || brought.get("state") !== pending.state) {
    throw new Error("What came back belongs to another sign-in. Sign in again.");
  }
  if (!brought.has("code")) throw new Error(`The issuer refused: ${brought.get("error") ?? "without a reason"}.`);
  keep(await exchange(brought.get("code"), pending.verifier));
  return true;
}

async function exchange(code, verifier) {
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: told("client-id"),
    code,
    redirect_uri: here(),
    code_verifier: verifier,
  });
  let answer;
  try {
    answer = await fetch(told("token-url"), { method: "POST", body: form, credentials: "omit" });
  } catch {
    throw new Error("The issuer cannot be reached. Sign in again.");
  }
  if (!answer.ok) throw new Error("The issuer gave no token. Sign in again.");
  const { id_token: idToken } = await answer.json();
  if (!idToken) throw new Error("The issuer gave no ID token.");
  return idToken;
}
