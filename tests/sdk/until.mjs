// Waiting for a condition, with a bound: nothing here ever sleeps for a time.

import { setTimeout as pause } from 'node:timers/promises';

/** How long anything may take to show, in milliseconds. */
export const SOON = 15_000;
const EVERY = 25;

/**
 * What `look` finds, once `accept` takes it.
 *
 * @param {string} what what is waited for, as the error says it
 */
export async function until(what, look, accept = Boolean, within = SOON) {
  const end = Date.now() + within;
  for (;;) {
    const seen = await look();
    if (accept(seen)) return seen;
    if (Date.now() > end) {
      throw new Error(`waited ${within} ms for ${what}; last seen: ${JSON.stringify(seen)}`);
    }
    await pause(EVERY);
  }
}

/** What a promise becomes, unless that takes too long. */
export async function within(what, promise, milliseconds = SOON) {
  const late = new AbortController();
  const timeout = pause(milliseconds, undefined, { signal: late.signal }).then(
    () => {
      throw new Error(`waited ${milliseconds} ms for ${what}`);
    },
    () => undefined,
  );
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    late.abort();
  }
}
