/**
 * When a finished reading was taken: an edit without a new photo keeps its moment.
 * @param {Pick<OutboxRecord, "edits">} record
 * @param {OutboxRecord["photo"]} photo
 */
export function takenAt({ edits }, photo) {
  const same = edits && edits.photo === (photo?.sha256 ?? null);
  return same ? edits.captured_at : new Date().toISOString();
}

/**
 * Keeps one unfinished reading on the phone, so that a camera that closes the app costs nothing.
 *
 * @typedef {import("../outbox/types.js").OutboxRecord} OutboxRecord
 * @typedef {{saveDraft: (record: OutboxRecord) => Promise<OutboxRecord>,
 *   finishDraft: (record: OutboxRecord) => Promise<OutboxRecord>}} Outbox
 */
export class DraftKeeper {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<unknown>} */
  #writing = Promise.resolve();
  #record;
  #outbox;
  #read;

  /**
   * @param {OutboxRecord} record
   * @param {Outbox} outbox
   * @param {() => Partial<OutboxRecord>} read what the screen shows now
   */
  constructor(record, outbox, read) {
    this.#record = record;
    this.#outbox = outbox;
    this.#read = read;
  }

  get record() {
    return this.#record;
  }

  /** Writes soon; typing on starts the wait anew. */
  later(pause = 400) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), pause);
  }

  /** Writes at once. A draft that cannot be written must not stop the person: saving will say it. */
  now() {
    return this.#write(this.#outbox.saveDraft, this.#read()).catch(() => null);
  }

  /**
   * Resolves only when the outbox has read the reading back; rejects with its NotSaved.
   * @param {Partial<OutboxRecord>} content
   */
  finish(content) {
    return this.#write(this.#outbox.finishDraft, content);
  }

  /** Forgets what was still to be written. */
  stop() {
    clearTimeout(this.#timer);
  }

  /**
   * One write after the other: a late draft must never overtake the finished reading.
   * @param {Outbox["saveDraft"]} store
   * @param {Partial<OutboxRecord>} content
   */
  #write(store, content) {
    this.stop();
    const written = this.#writing.then(async () => {
      const saved = await store(Object.assign(this.#record, content));
      const { id, replaces, attempts } = saved;
      Object.assign(this.#record, { id, replaces, attempts });
      return saved;
    });
    this.#writing = written.catch(() => {});
    return written;
  }
}
