import assert from "node:assert/strict";
import { test } from "node:test";
import { getFact, putFact, result } from "../../../webapp/static/js/outbox/database.js";
import { freshPhone } from "./cast.js";

test("a lost connection is opened again, once", async () => {
  await putFact({ name: "device", id: "d" });
  const { transaction } = IDBDatabase.prototype;
  let losses = 1;
  IDBDatabase.prototype.transaction = function (...given) {
    if (losses-- > 0) throw new DOMException("connection lost", "InvalidStateError");
    return transaction.apply(this, given);
  };
  assert.equal((await getFact("device")).id, "d");
  losses = 2;
  await assert.rejects(getFact("device"), { name: "InvalidStateError" });
  IDBDatabase.prototype.transaction = transaction;
});

test("an upgrade adds what is missing and leaves what is there", async () => {
  freshPhone();
  const request = indexedDB.open("meterpost", 1);
  request.onupgradeneeded = () => {
    const facts = request.result.createObjectStore("facts", { keyPath: "name" });
    facts.put({ name: "kept", value: 1 });
  };
  (await result(request)).close();
  const { upgrade } = await import("../../../webapp/static/js/outbox/database.js");
  const later = indexedDB.open("meterpost", 2);
  later.onupgradeneeded = () => upgrade(later.result);
  const database = await result(later);
  assert.deepEqual([...database.objectStoreNames], ["facts", "meters", "records"]);
  const facts = database.transaction("facts").objectStore("facts");
  assert.equal((await result(facts.get("kept"))).value, 1);
  database.close();
});
