import { meaning } from "./answers.js";
import { pause, uploadLimit } from "./backoff.js";
import { announce } from "./channel.js";
import { dropFact, getFact, putFact } from "./database.js";
import { asReceived, isLink, isOld, isStub, isUnsent } from "./decisions.js";
import { ask } from "./http.js";
import { alone } from "./lock.js";
import { change, remove, summaries } from "./records.js";
import { sizeOf, submissionOf } from "./request.js";
import { askSession } from "./session.js";
import { hearDecisions } from "./states.js";

/** @import { OutboxRecord, Session, Verdict } from "./types.js" */
/** @typedef {"busy"|"empty"|"offline"|"later"|"sign-in"|"done"} Outcome */

// Two failures in a row are the network's; one may be the record's own fault.
const PATIENCE = 2;

/**
 * Sends what waits, each record once, and hears what became of the earlier ones. It never asks
 * whether there is a network: it tries. Only the timer keeps to the pauses between tries.
 * @param {{reason?: string}} [trigger]
 * @returns {Promise<Outcome>}
 */
export const drain = ({ reason = "start" } = {}) => alone((certain) => pass({ reason, certain }));

/** @returns {Promise<number|null>} the moment at which the next record is due */
export async function nextTry() {
  const waiting = (await summaries()).filter(
    ({ state }) => state === "waiting" || state === "sending",
  );
  if (!waiting.length) return null;
  const pauses = waiting.map((record) => Math.max(record.next_try_at, record.lease_until));
  return Math.max(Math.min(...pauses), (await trouble()).until);
}

/** @param {{reason: string, certain: boolean}} trigger @returns {Promise<Outcome>} */
async function pass({ reason, certain }) {
  await recover(certain);
  if (!(await hasBusiness(reason))) return "empty";
  if (await mustRest(reason)) return "later";
  const asked = await askSession();
  if (asked.kind === "later") return rest(asked.retryAfter, "offline");
  if (asked.kind === "sign-in") return waitForSignIn();
  await dropFact("trouble");
  await resume(asked.session.account);
  const outcome = await sendAll(asked.session, reason === "timer");
  if (outcome !== "sign-in") await hearDecisions(asked.session.account);
  await putFact({ name: "heard", at: Date.now() });
  await tidy();
  return outcome;
}

/**
 * @param {Session} session @param {boolean} patient
 * @returns {Promise<Outcome>}
 */
async function sendAll(session, patient) {
  const tried = new Set();
  let failures = 0;
  let left = false;
  for (;;) {
    const id = await nextDue(session.account, patient, tried);
    if (!id) return left ? "later" : "done";
    tried.add(id);
    const verdict = await send(id, session);
    if (verdict?.kind === "sign-in") return waitForSignIn();
    if (verdict?.kind !== "later") {
      failures = 0;
      continue;
    }
    left = true;
    if (verdict.retryAfter) return rest(verdict.retryAfter, "later");
    if (++failures === PATIENCE) return "later";
  }
}

/**
 * The next record to try, looked up each time: one may have been saved a moment ago.
 * @param {string} account @param {boolean} patient @param {Set<string>} tried
 * @returns {Promise<string|undefined>}
 */
async function nextDue(account, patient, tried) {
  const ready = (await summaries()).filter(
    (record) =>
      record.account === account &&
      record.state === "waiting" &&
      !tried.has(record.id) &&
      (!patient || record.next_try_at <= Date.now()),
  );
  // Those that failed before come last, so that they hold up nobody.
  return ready.sort((one, other) => one.attempts - other.attempts)[0]?.id;
}

/** @param {string} id @param {Session} session @returns {Promise<Verdict|null>} */
async function send(id, session) {
  // Written before the request: a worker stopped in the middle leaves a trace that expires.
  const claimed = await change(id, (record) => record.state === "waiting" && claim(record));
  if (!claimed) return null;
  const verdict = await deliver(claimed, session);
  await change(id, (record) => settled(record, claimed, verdict));
  if (verdict.kind !== "received") await dropIfReplaced(id);
  return verdict;
}

/** @param {OutboxRecord} record @returns {OutboxRecord} */
const claim = (record) => ({
  ...record,
  state: "sending",
  attempts: record.attempts + 1,
  first_attempt_at: record.first_attempt_at ?? new Date().toISOString(),
  lease_until: Date.now() + uploadLimit(sizeOf(record)) + 5000,
});

/** @param {OutboxRecord} record @param {Session} session @returns {Promise<Verdict>} */
async function deliver(record, session) {
  const verdict = await post(record, session.csrf);
  if (verdict.kind !== "csrf") return verdict;
  const asked = await askSession();
  if (asked.kind !== "in") return asked;
  if (asked.session.account !== record.account) return { kind: "sign-in" };
  session.csrf = asked.session.csrf;
  const second = await post(record, session.csrf);
  return second.kind === "csrf" ? { kind: "sign-in" } : second;
}

/** @param {OutboxRecord} record @param {string} csrf */
async function post(record, csrf) {
  const limit = uploadLimit(sizeOf(record));
  return meaning(await ask("/sync/submissions", { limit, ...submissionOf(record, csrf) }), record);
}

/**
 * @param {OutboxRecord} record as it is now @param {OutboxRecord} claimed as it was sent
 * @param {Verdict} verdict
 * @returns {OutboxRecord|null}
 */
function settled(record, claimed, verdict) {
  if (verdict.kind === "received") return asReceived(record, verdict.receipt, verdict.photosGone);
  // Somebody else took it up meanwhile: a failure of ours says nothing about theirs.
  if (record.state !== "sending" || record.attempts !== claimed.attempts) return null;
  const free = { ...record, lease_until: 0 };
  if (verdict.kind === "needs-you") {
    return { ...free, state: "needs-you", needs: verdict.needs, reason: verdict.reason };
  }
  const wait = verdict.kind === "later" ? pause(record.attempts, verdict.retryAfter) : 0;
  return { ...free, state: "waiting", next_try_at: Date.now() + wait };
}

/** @param {string} id an edited copy was finished while this one was on its way */
async function dropIfReplaced(id) {
  const others = await summaries();
  if (others.some((record) => record.id === id && isLink(record))) return;
  if (others.some(({ replaces, state }) => replaces === id && state !== "draft")) await remove(id);
}

/** @returns {Promise<Outcome>} */
async function waitForSignIn() {
  for (const { id, state } of await summaries()) {
    if (state === "waiting") await change(id, asksForSignIn);
  }
  return "sign-in";
}

/** @type {(record: OutboxRecord) => OutboxRecord|false} */
const asksForSignIn = (record) =>
  record.state === "waiting" && { ...record, state: "needs-you", needs: "sign-in" };

/** @param {string} account whose records no longer wait for a sign-in */
async function resume(account) {
  for (const record of await summaries()) {
    if (record.needs !== "sign-in" || record.account !== account) continue;
    await change(record.id, (now) => ({ ...now, state: "waiting", needs: null, next_try_at: 0 }));
  }
}

const trouble = async () => (await getFact("trouble")) ?? { times: 0, until: 0, asked: false };

/** @param {string} reason */
async function mustRest(reason) {
  const { until, asked } = await trouble();
  return until > Date.now() && (reason === "timer" || (asked && reason !== "button"));
}

/**
 * The whole queue pauses; the server's own wish binds every trigger but the person's button.
 * @param {string|null} retryAfter @param {Outcome} outcome
 */
async function rest(retryAfter, outcome) {
  const times = (await trouble()).times + 1;
  const until = Date.now() + pause(times, retryAfter);
  await putFact({ name: "trouble", times, until, asked: Boolean(retryAfter) });
  announce();
  return outcome;
}

/** @param {boolean} certain takes back what a stopped worker or a closed tab was sending */
async function recover(certain) {
  for (const { id, state, lease_until } of await summaries()) {
    if (state !== "sending" || (!certain && lease_until > Date.now())) continue;
    await change(id, (record) => ({ ...record, state: "waiting", lease_until: 0, next_try_at: 0 }));
  }
}

/** @param {string} reason whether there is anything to send or to hear */
async function hasBusiness(reason) {
  const records = await summaries();
  if (records.some(isUnsent)) return true;
  // Decisions can be undone, so that stubs stay worth asking about, but not on every page.
  const heard = (await getFact("heard"))?.at ?? 0;
  const curious = reason === "button" || reason === "look" || Date.now() - heard > 60_000;
  return curious && records.some(isStub);
}

async function tidy() {
  const old = (await summaries()).filter((record) => isOld(record, Date.now()));
  for (const { id } of old) await remove(id);
}
