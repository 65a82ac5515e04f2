/**
 * The words of the outbox, as types. Nothing here runs.
 *
 * @typedef {"draft"|"waiting"|"sending"|"received"|"decided"|"needs-you"} State
 *
 * @typedef {object} Photo
 * @property {ArrayBuffer|null} bytes  null once the server has them (and in summaries)
 * @property {number} [length]  filled in when the record is stored
 * @property {string} [sha256]  filled in when the record is stored
 * @property {number[]|null} [frame]  where the counter is: x, y, width, height as fractions
 * @property {string|null} [taken_at]
 *
 * @typedef {object} RegisterValue
 * @property {string} id
 * @property {string} value  decimal text with a point
 * @property {string} [label]
 * @property {string} [unit]
 * @property {Photo|null} [photo]
 *
 * @typedef {object} Reason
 * @property {string} code
 * @property {string} message  a sentence a person may read, empty when the server sent none
 * @property {string|null} [field]
 *
 * @typedef {{code: string, severity: string, message: string}} Finding
 *
 * @typedef {object} OutboxRecord
 * @property {string} id
 * @property {1} format
 * @property {string} account
 * @property {State} state
 * @property {{id: string, serial: string, medium: string, name: string, address: string}} meter
 * @property {RegisterValue[]} registers
 * @property {string} captured_at
 * @property {{captured_at: string, photo: string|null}|null} [edits] what an edited reading was
 * @property {string} note
 * @property {string|null} replaces
 * @property {Photo|null} photo
 * @property {string} created_at
 * @property {string|null} saved_at
 * @property {number} attempts
 * @property {string|null} first_attempt_at
 * @property {number} next_try_at  milliseconds since 1970, 0 = now
 * @property {number} lease_until  milliseconds since 1970
 * @property {null|"sign-in"|"refused"|"too-large"} needs
 * @property {Reason|null} reason
 * @property {string|null} receipt
 * @property {string|null} received_at
 * @property {Finding[]} findings
 * @property {string|null} server_state
 *
 * @typedef {object} Receipt
 * @property {string} id
 * @property {string} receipt
 * @property {string} state
 * @property {string} received_at
 * @property {string|null} [photo_sha256]
 * @property {Finding[]} [findings]
 *
 * @typedef {{id: string, receipt: string, state: string, received_at: string,
 *   reason?: Reason|string|null}} ServerSubmission
 *
 * @typedef {object} Answer
 * @property {number} status  0 = nothing usable came back
 * @property {any} body  the parsed JSON, null when it was none
 * @property {string|null} retryAfter
 * @property {string|null} [etag]
 *
 * @typedef {{kind: "received", receipt: Receipt, photosGone: boolean}
 *   | {kind: "sign-in"} | {kind: "csrf"}
 *   | {kind: "needs-you", needs: "refused"|"too-large", reason: Reason}
 *   | {kind: "later", retryAfter: string|null}} Verdict
 *
 * @typedef {{account: string, csrf: string, person: string, company: string,
 *   server_time: string}} Session
 *
 * @typedef {object} MeterRegister
 * @property {string} id
 * @property {string} obis
 * @property {string} unit
 * @property {string} label
 * @property {number} digits
 * @property {number} decimals
 * @property {number|string} multiplier
 * @property {{value: string, date: string, kind: string, kind_words?: string}|null} last
 * @property {{low: string, high: string, per_day: string}|null} band
 * @property {import("../lib/expected.js").Rules|null} [rules]
 *
 * @typedef {object} Meter
 * @property {string} id
 * @property {string} serial
 * @property {string} medium
 * @property {string} name
 * @property {string} address
 * @property {string} company
 * @property {string} service_point
 * @property {string} [customer]  meters with the same text belong to one customer
 * @property {{open: boolean, from: string|null, to: string|null, next_from: string|null}} window
 * @property {MeterRegister[]} registers
 */
export {};
