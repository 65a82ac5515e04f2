import assert from "node:assert/strict";
import { test } from "node:test";
import { exportFile } from "../../../webapp/static/js/outbox/export.js";
import * as records from "../../../webapp/static/js/outbox/records.js";
import { metaOf } from "../../../webapp/static/js/outbox/request.js";
import { ANNA, bytes, HOT_WATER, STRANGER } from "./cast.js";

test("the file holds what would be sent, of one account, photos included", async () => {
  for (const account of [ANNA, STRANGER]) {
    const record = records.newDraft({ account, meter: HOT_WATER });
    record.photo = { bytes: bytes("picture") };
    record.registers[0].photo = { bytes: bytes("register") };
    await records.finishDraft(record);
  }
  const mine = /** @type {any} */ ((await records.all()).find(({ account }) => account === ANNA));
  const { name, blob } = await exportFile(ANNA);
  assert.match(name, /^meterpost-outbox-.*\.json$/);
  const file = JSON.parse(await blob.text());
  assert.deepEqual([file.format, file.version, file.account], ["meterpost-outbox", 1, ANNA]);
  assert.deepEqual(
    file.records.map(({ meta }) => meta),
    [metaOf(mine)],
  );
  assert.equal(atob(file.records[0].photos.photo), "picture");
  assert.equal(atob(file.records[0].photos.photo_r1), "register");
});
