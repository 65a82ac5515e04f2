import { getFact, putFact } from "./database.js";
import { aheadOfUs, isUnsent, mergeStates } from "./decisions.js";
import { ask } from "./http.js";
import { change, summaries } from "./records.js";

/** @import { ServerSubmission } from "./types.js" */

/**
 * Hears what became of an account's submissions since the last time.
 * @param {string} account
 */
export async function hearDecisions(account) {
  const name = `cursor:${account}`;
  const heard = new Set();
  let ahead = false;
  let cursor = (await getFact(name))?.cursor ?? "";
  for (;;) {
    const url = `/sync/submissions?since=${encodeURIComponent(cursor)}`;
    const { status, body } = await ask(url);
    if (status !== 200 || !Array.isArray(body?.submissions)) return;
    const news = body.submissions.filter(
      (/** @type {ServerSubmission} */ one) => !heard.has(saying(one)),
    );
    // The server lists its last minute again under each new cursor: nothing new means the end.
    if (!news.length) return;
    for (const one of news) heard.add(saying(one));
    ahead = (await merge(account, news)) || ahead;
    if (!body.cursor || body.cursor === cursor) return;
    cursor = body.cursor;
    // A cursor may repeat but never skip: what we cannot place yet must be listed again.
    if (!ahead) await putFact({ name, cursor });
  }
}

/** @param {ServerSubmission} submission */
const saying = ({ id, state }) => `${id} ${state}`;

/** @param {string} account @param {ServerSubmission[]} submissions */
async function merge(account, submissions) {
  const mine = (await summaries()).filter((record) => record.account === account);
  for (const { id } of mergeStates(mine, submissions)) {
    // Merged again inside the transaction, where the record has its photo.
    await change(id, (record) => mergeStates([record], submissions)[0]);
  }
  return aheadOfUs(mine.filter(isUnsent), submissions);
}
