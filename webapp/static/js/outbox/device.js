import { getFact, putFact } from "./database.js";
import { isUnsent } from "./decisions.js";
import { summaries } from "./records.js";
import { sizeOf } from "./request.js";

/** Whether this browser can keep a reading at all; in some private modes it cannot. */
export async function storageWorks() {
  try {
    await putFact({ name: "probe" });
    return Boolean(globalThis.crypto?.subtle);
  } catch (error) {
    // A full phone is no private window: saving says so, while the photo is still at hand.
    return error instanceof Error && error.name === "QuotaExceededError";
  }
}

/** Asks the browser, once, not to clear this phone's readings when space gets short. */
export async function persist() {
  const storage = /** @type {any} */ (globalThis.navigator?.storage);
  if (!storage?.persist || (await getFact("persist"))) return;
  await putFact({ name: "persist", asked_at: new Date().toISOString() });
  await storage.persist();
}

/** Our own figures: the browser's estimate says nothing about the phone. */
export async function storageFacts() {
  const waiting = (await summaries()).filter(isUnsent);
  return {
    persisted: Boolean(await globalThis.navigator?.storage?.persisted?.()),
    count: waiting.length,
    bytes: waiting.reduce((sum, record) => sum + sizeOf(record), 0),
    oldest: waiting[0]?.captured_at ?? null,
  };
}

/** A name for this phone that says nothing about its owner. */
export async function deviceId() {
  const known = await getFact("device");
  if (known) return known.id;
  const id = crypto.randomUUID();
  await putFact({ name: "device", id });
  return id;
}
