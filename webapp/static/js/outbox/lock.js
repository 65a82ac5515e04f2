import { dropFact, result, transact } from "./database.js";

const LEASE = 60_000;

/**
 * Runs `work` while no other tab nor the worker does, or answers "busy". `work` is told whether
 * it is certainly alone; a lease can only make that likely.
 * @template T
 * @param {(certain: boolean) => Promise<T>} work
 * @returns {Promise<T|"busy">}
 */
export async function alone(work) {
  const locks = globalThis.navigator?.locks;
  if (!locks) return leased(work);
  return locks.request("outbox", { ifAvailable: true }, async (lock) =>
    lock ? work(true) : "busy",
  );
}

/**
 * @template T
 * @param {(certain: boolean) => Promise<T>} work
 * @returns {Promise<T|"busy">}
 */
async function leased(work) {
  const holder = crypto.randomUUID();
  if (!(await take(holder))) return "busy";
  const renewal = setInterval(() => take(holder), LEASE / 4);
  try {
    return await work(false);
  } finally {
    clearInterval(renewal);
    // Only ours: a phone that slept through its lease must not end somebody else's.
    if (await take(holder)) await dropFact("lease");
  }
}

/** @param {string} holder @returns {Promise<boolean>} */
function take(holder) {
  return transact("facts", "readwrite", async (facts) => {
    const lease = await result(facts.get("lease"));
    if (lease && lease.holder !== holder && lease.until > Date.now()) return false;
    await result(facts.put({ name: "lease", holder, until: Date.now() + LEASE }));
    return true;
  });
}
