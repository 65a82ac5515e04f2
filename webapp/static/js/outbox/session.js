import { dropFact, getFact, putFact, result, transact } from "./database.js";
import { ask } from "./http.js";
import { dropPages } from "./pages.js";

/** @import { Answer, Session } from "./types.js" */

/**
 * Asks the server who is signed in, and remembers it.
 * @returns {Promise<{kind: "in", session: Session} | {kind: "sign-in"}
 *   | {kind: "later", retryAfter: string|null}>}
 */
export async function askSession() {
  const asked = Date.now();
  const { status, body, retryAfter } = await ask("/sync/session");
  if (status === 200 && body?.account) {
    await remember(body, asked);
    return { kind: "in", session: body };
  }
  // Only our own server says 401 in JSON; anything else is the network speaking.
  return status === 401 && body ? { kind: "sign-in" } : { kind: "later", retryAfter };
}

/** @returns {Promise<string|null>} the account that was last seen signed in on this phone */
export const knownAccount = async () => (await getFact("session"))?.account ?? null;

/** @param {string} account as a page of the server names it, before anybody asked */
export async function meet(account) {
  if ((await knownAccount()) === account) return;
  await forgetOthers(account);
  await putFact({ name: "session", account });
}

/**
 * Clears what is personal but `account`'s own: pages, meters, names. Never the outbox.
 * @param {string|null} [account]
 */
export async function forgetOthers(account = null) {
  await dropPages(account);
  await transact("meters", "readwrite", async (meters) => {
    for (const key of await result(meters.getAllKeys())) {
      if (key !== account) await result(meters.delete(key));
    }
  });
  if ((await knownAccount()) !== account) await dropFact("session");
}

/** @param {Session} session @param {number} asked */
async function remember({ account, person, company, server_time }, asked) {
  await meet(account);
  const skew_ms = Math.round(Date.parse(server_time) - (asked + Date.now()) / 2) || 0;
  await putFact({ name: "session", account, person, company, server_time, skew_ms });
}
