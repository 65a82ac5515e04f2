import { result, transact } from "./database.js";
import { ask } from "./http.js";
import { askSession, knownAccount } from "./session.js";

/** @import { Answer, Meter } from "./types.js" */
/** @typedef {{account: string, meters: Meter[], etag: string|null, fetched_at: string}} Row */

const LIMIT = 3000;

/**
 * The meters this person may read: from the network if it answers soon, else as last seen here.
 * @returns {Promise<(Row & {from: "network"|"phone"})|null>}
 */
export async function loadMeters() {
  const kept = await rowOf(await knownAccount());
  const late = new Promise((resolve) => setTimeout(resolve, LIMIT, null));
  const fresh = await Promise.race([fetchMeters(kept), late]);
  if (fresh) return { ...fresh, from: "network" };
  // Asked again: the session may have named somebody else meanwhile.
  const row = await rowOf(await knownAccount());
  return row && { ...row, from: "phone" };
}

/** @param {Row|null} kept @returns {Promise<Row|null>} */
async function fetchMeters(kept) {
  const [asked, answer] = await Promise.all([askSession(), askMeters(kept?.etag)]);
  if (asked.kind !== "in") return null;
  const { account } = asked.session;
  const fetched_at = new Date().toISOString();
  if (answer.status === 304) {
    // The mark was another person's: without it the server sends the list.
    return kept?.account === account ? save({ ...kept, fetched_at }) : fetchMeters(null);
  }
  if (answer.status !== 200 || !Array.isArray(answer.body?.meters)) return null;
  const { meters } = answer.body;
  return save({ account, meters, etag: answer.etag ?? null, fetched_at });
}

/** @param {string|null} [etag] @returns {Promise<Answer>} */
const askMeters = (etag) => ask("/sync/meters", { headers: etag ? { "If-None-Match": etag } : {} });

/** @param {string|null} account @returns {Promise<Row|null>} */
async function rowOf(account) {
  if (!account) return null;
  const row = await transact("meters", "readonly", (meters) => result(meters.get(account)));
  return row ?? null;
}

/** @param {Row} row @returns {Promise<Row>} */
async function save(row) {
  await transact("meters", "readwrite", (meters) => result(meters.put(row)));
  return row;
}
