import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { loadMeters } from "../../../webapp/static/js/outbox/meters.js";
import { forgetOthers, knownAccount } from "../../../webapp/static/js/outbox/session.js";
import { ANNA, HOT_WATER, STRANGER, serve, signedIn } from "./cast.js";

beforeEach(() => forgetOthers());

const list = () => [200, { meters: [HOT_WATER] }, { ETag: '"v1"' }];
const cut = () => Promise.reject(new TypeError("no network"));

/** @param {any} meters @param {any} [session] */
const server = (meters, session = signedIn()) =>
  serve({ "GET /sync/session": session, "GET /sync/meters": meters });

test("from the network first, then from the phone", async () => {
  server(list);
  const fresh = await loadMeters();
  assert.deepEqual([fresh?.from, fresh?.account, fresh?.meters], ["network", ANNA, [HOT_WATER]]);
  server(cut, cut);
  const kept = await loadMeters();
  assert.deepEqual([kept?.from, kept?.account, kept?.meters], ["phone", ANNA, [HOT_WATER]]);
});

test("an unchanged list is not sent again", async () => {
  server(list);
  await loadMeters();
  const { calls } = server(() => [304, null]);
  assert.equal((await loadMeters())?.from, "network");
  const asked = calls.find(({ path }) => path === "/sync/meters");
  assert.equal(asked?.init.headers["If-None-Match"], '"v1"');
});

test("another person never gets the first one's meters", async () => {
  server(list);
  await loadMeters();
  const theirs = { ...HOT_WATER, serial: "90112" };
  const byMark = (init) =>
    init.headers["If-None-Match"] ? [304, null] : [200, { meters: [theirs] }, { ETag: '"v2"' }];
  server(byMark, signedIn(STRANGER));
  const row = await loadMeters();
  assert.deepEqual([row?.account, row?.meters[0].serial], [STRANGER, "90112"]);
  server(cut, signedIn(ANNA));
  assert.equal(await loadMeters(), null);
});

test("signed out for good, nothing is left", async () => {
  server(list);
  await loadMeters();
  await forgetOthers();
  server(cut, cut);
  assert.equal(await loadMeters(), null);
  assert.equal(await knownAccount(), null);
});

test("a session that ran out leaves the meters readable", async () => {
  server(list);
  await loadMeters();
  server(
    () => [401, {}],
    () => [401, { code: "signed-out" }],
  );
  assert.equal((await loadMeters())?.from, "phone");
});
