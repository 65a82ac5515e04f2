import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { dropFact, getFact, putFact } from "../../../webapp/static/js/outbox/database.js";
import { drain, nextTry } from "../../../webapp/static/js/outbox/drain.js";
import * as records from "../../../webapp/static/js/outbox/records.js";
import * as cast from "./cast.js";

const { ANNA, STRANGER, nothingNew, receive, signedIn } = cast;

beforeEach(async () => {
  for (const { id } of await records.all()) await records.remove(id);
  for (const name of ["trouble", "heard", `cursor:${ANNA}`, "lease"]) await dropFact(name);
});

/** @param {string} value @param {string} [account] */
async function save(value, account = ANNA) {
  const record = records.newDraft({ account, meter: cast.HOT_WATER });
  record.registers[0].value = value;
  record.photo = { bytes: cast.bytes(`photo ${value}`) };
  return records.finishDraft(record);
}

/** @param {(init: any) => any} post @param {object} [more] */
const serve = (post, more) =>
  cast.serve({
    "GET /sync/session": signedIn(),
    "GET /sync/submissions": nothingNew,
    "POST /sync/submissions": post,
    ...more,
  });

const states = async () => (await records.all()).map(({ state }) => state);

test("what waits is sent once, with a fresh token and its own key", async () => {
  const { id } = await save("1077");
  const { posts } = serve(receive);
  assert.equal(await drain(), "done");
  assert.equal(await drain(), "empty");
  const [{ init }, ...more] = posts();
  assert.equal(more.length, 0);
  assert.deepEqual([init.headers["Idempotency-Key"], init.headers["X-CSRFToken"]], [id, "token"]);
  assert.equal(init.redirect, "manual");
  assert.equal(init.body.get("photo").size, 10);
  const meta = cast.metaIn(init);
  assert.deepEqual(meta.registers, [{ register: "r1", value: "1077", unit: "m³" }]);
  assert.equal(meta.photo.bytes, 10);
  const [stub] = await records.all();
  assert.deepEqual([stub.state, stub.receipt, stub.photo?.bytes], ["received", "R-4F7K", null]);
});

test("no answer but a receipt of its own lets go of a record or its photo", async () => {
  const strangers = () => [201, { id: "another", receipt: "R-1", state: "received" }];
  const answers = [() => [200, "<h1>Wi-Fi of the hotel</h1>"], () => [302, null], strangers];
  answers.push(
    () => [503, {}],
    () => [422, { code: "x", message: "No." }],
    () => [401, {}],
  );
  answers.push(
    () => Promise.reject(new TypeError("network")),
    () => [201, "{broken"],
  );
  for (const answer of answers) {
    const { id } = await save("1077");
    serve(answer);
    await drain();
    const [record] = await records.all();
    assert.ok(["waiting", "needs-you"].includes(record.state), String(answer));
    assert.equal(record.photo?.bytes?.byteLength, 10);
    await records.remove(id);
  }
});

test("signed out, the whole queue waits for its person, and goes on by itself afterwards", async () => {
  await save("1");
  await save("2");
  const { posts } = serve(receive, { "GET /sync/session": () => [401, { code: "signed-out" }] });
  assert.equal(await drain(), "sign-in");
  assert.deepEqual(await states(), ["needs-you", "needs-you"]);
  assert.equal((await records.all())[0].needs, "sign-in");
  assert.equal(await nextTry(), null);
  assert.equal(posts().length, 0);
  serve(receive);
  assert.equal(await drain(), "done");
  assert.deepEqual(await states(), ["received", "received"]);
});

test("a 401 of somebody else's making is the network's fault", async () => {
  await save("1");
  serve(receive, { "GET /sync/session": () => [401, "<h1>Proxy</h1>"] });
  assert.equal(await drain(), "offline");
  assert.deepEqual(await states(), ["waiting"]);
  assert.ok(Number(await nextTry()) > Date.now());
  assert.equal(await drain({ reason: "timer" }), "later");
});

test("a 401 in the middle stops the queue at once", async () => {
  await save("1");
  await save("2");
  const { posts } = serve(() => [401, { code: "signed-out", message: "" }]);
  assert.equal(await drain(), "sign-in");
  assert.equal(posts().length, 1);
  assert.deepEqual(await states(), ["needs-you", "needs-you"]);
});

test("a stale token is renewed once, and only once", async () => {
  await save("1");
  let token = 0;
  const session = () => [200, { ...signedIn()()[1], csrf: String(++token) }];
  const picky = (init) =>
    init.headers["X-CSRFToken"] === "2" ? receive(init) : [403, { code: "csrf", message: "" }];
  serve(picky, { "GET /sync/session": session });
  assert.equal(await drain(), "done");
  await save("2");
  const { posts } = serve(() => [403, { code: "csrf", message: "" }]);
  assert.equal(await drain(), "sign-in");
  assert.equal(posts().length, 2);
});

test("only the records of the signed-in account are sent", async () => {
  await save("1", STRANGER);
  await save("2");
  const { posts } = serve(receive);
  await drain();
  assert.equal(posts().length, 1);
  const strangers = (await records.all()).find(({ account }) => account === STRANGER);
  assert.equal(strangers?.state, "waiting");
});

test("one bad record holds up nobody", async () => {
  const bad = await save("1");
  await save("2");
  await save("3");
  const refuse = [422, { code: "shape", message: "Five digits, please.", field: "value" }];
  serve((init) => (cast.metaIn(init).id === bad.id ? refuse : receive(init)));
  assert.equal(await drain(), "done");
  const after = (await records.all()).find(({ id }) => id === bad.id);
  assert.deepEqual([after?.needs, after?.reason?.message], ["refused", "Five digits, please."]);
  assert.equal((await states()).filter((state) => state === "received").length, 2);
});

test("nor does one that the server stumbles over: it goes to the end of the line", async () => {
  const bad = await save("1");
  await save("2");
  await save("3");
  serve((init) => (cast.metaIn(init).id === bad.id ? [500, {}] : receive(init)));
  assert.equal(await drain(), "later");
  assert.equal((await states()).filter((state) => state === "received").length, 2);
  assert.ok((await records.all()).find(({ id }) => id === bad.id)?.next_try_at);
});

test("a server that asks for a rest gets it from everyone but the button", async () => {
  await save("1");
  await save("2");
  const { posts } = serve(() => [429, { code: "slow-down", message: "" }, { "Retry-After": "60" }]);
  assert.equal(await drain(), "later");
  assert.equal(posts().length, 1);
  assert.equal(await drain({ reason: "online" }), "later");
  assert.equal(posts().length, 1);
  serve(receive);
  assert.equal(await drain({ reason: "button" }), "done");
});

test("what a stopped worker was sending is taken up again when its lease is over", async () => {
  const { id } = await save("1");
  const sending = (lease_until) => (record) => ({ ...record, state: "sending", lease_until });
  await records.change(id, sending(Date.now() + 60_000));
  const { posts } = serve(receive);
  await drain();
  assert.equal(posts().length, 0);
  await records.change(id, sending(Date.now() - 1));
  assert.equal(await drain(), "done");
  assert.equal(posts().length, 1);
});

test("two drains at a time send nothing twice, with a lease and with a lock", async () => {
  const locks = { held: false };
  locks.request = async (_name, _options, work) => {
    if (locks.held) return work(null);
    locks.held = true;
    return work({}).finally(() => {
      locks.held = false;
    });
  };
  for (const navigator of [undefined, { locks }]) {
    Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
    await save("1");
    const { posts } = serve(receive);
    const outcomes = await Promise.all([drain(), drain(), drain()]);
    assert.deepEqual(outcomes.sort(), ["busy", "busy", "done"]);
    assert.equal(posts().length, 1);
  }
  Object.defineProperty(globalThis, "navigator", { value: undefined, configurable: true });
});

test("a lease somebody died with runs out", async () => {
  await save("1");
  serve(receive);
  await putFact({ name: "lease", holder: "gone", until: Date.now() + 60_000 });
  assert.equal(await drain(), "busy");
  await putFact({ name: "lease", holder: "gone", until: Date.now() - 1 });
  assert.equal(await drain(), "done");
  assert.equal(await getFact("lease"), undefined);
});

test("a conflict shows the first receipt and keeps the picture", async () => {
  const { id } = await save("1");
  const received_at = new Date().toISOString();
  const receipt = { id, receipt: "R-FIRST", state: "received", received_at, findings: [] };
  serve(() => [409, { code: "other-content", message: "", receipt }]);
  assert.equal(await drain(), "done");
  const [record] = await records.all();
  assert.deepEqual([record.state, record.receipt], ["received", "R-FIRST"]);
  assert.equal(record.photo?.bytes?.byteLength, 7);
});

test("decisions are heard, page by page, from where the last hearing ended", async () => {
  const { id } = await save("1");
  /** @type {(string|null)[]} */
  const asked = [];
  const list = (_init, url) => {
    const since = url.searchParams.get("since");
    asked.push(since);
    const one = { id, receipt: "R-4F7K", kind: "reading", received_at: "2026-11-23T10:00:00Z" };
    const reason = { code: "cut_off", message: "The digits are cut off." };
    if (since === "") return [200, { submissions: [{ ...one, state: "received" }], cursor: "c1" }];
    if (since === "c1") {
      return [200, { submissions: [{ ...one, state: "returned", reason }], cursor: "c2" }];
    }
    return [200, { submissions: [], cursor: "c2" }];
  };
  serve(receive, { "GET /sync/submissions": list });
  await drain();
  const [record] = await records.all();
  assert.deepEqual([record.state, record.server_state], ["decided", "returned"]);
  assert.equal(record.reason?.message, "The digits are cut off.");
  await drain({ reason: "look" });
  assert.deepEqual(asked, ["", "c1", "c2", "c2"]);
});

test("the cursor does not pass a record whose own receipt was lost", async () => {
  const { id } = await save("1");
  const one = { id, receipt: "R-1", received_at: "2026-11-23T10:00:00Z", state: "accepted" };
  const list = (_init, url) =>
    url.searchParams.get("since") ? nothingNew() : [200, { submissions: [one], cursor: "c1" }];
  serve(() => Promise.reject(new TypeError("cut")), { "GET /sync/submissions": list });
  await drain();
  assert.deepEqual(await states(), ["waiting"]);
  assert.equal(await getFact(`cursor:${ANNA}`), undefined);
  serve(receive, { "GET /sync/submissions": list });
  await drain();
  assert.deepEqual(await states(), ["decided"]);
});

test("a copy finished while the first was on its way takes its place when that fails", async () => {
  const { id } = await save("1");
  serve(async () => {
    await records.change(id, (record) => ({ ...record, state: "waiting" }));
    const copy = /** @type {any} */ (await records.reopen(id));
    await records.change(id, (record) => ({ ...record, state: "sending" }));
    copy.registers[0].value = "2";
    await records.finishDraft(copy);
    serve(receive);
    throw new TypeError("cut");
  });
  await drain();
  await drain();
  const left = await records.all();
  assert.deepEqual(
    left.map(({ registers }) => registers[0].value),
    ["2"],
  );
});

test("a server that lists its last minute again is asked no longer than there is news", async () => {
  const { id } = await save("1077");
  let cursor = 0;
  const again = () => {
    const submission = { id, receipt: "R-4F7K", state: "received", received_at: "2026-11-22" };
    return [200, { submissions: [submission], cursor: `c${++cursor}` }];
  };
  const { calls } = serve(receive, { "GET /sync/submissions": again });
  assert.equal(await drain(), "done");
  assert.equal(
    calls.filter(({ path, init }) => path === "/sync/submissions" && !init.method).length,
    2,
  );
});
