// Chromium, and participants in it: each in a page that knows nothing of the others.

import { chromium } from 'playwright-core';

import { until, within } from './until.mjs';

const ARGUMENTS = [
  // What a machine without a screen, a user and the internet needs.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The sandbox's certificate is its own, and its media is on loopback.
  '--ignore-certificate-errors',
  '--allow-loopback-in-peer-connection',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
];

/** Starts it; where there is none, this fails. */
export function launch(executablePath) {
  return chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
}

/** Somebody on an SDK. */
export class Person {
  #context;
  #page;
  /** What went wrong in the page, and what it printed as an error. */
  uncaught = [];
  errors = [];

  constructor(id, context, page) {
    this.id = id;
    this.#context = context;
    this.#page = page;
    page.on('pageerror', (error) => this.uncaught.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  /** Opens a page for somebody. */
  static async open(browser, site, id) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const person = new Person(id, context, page);
    await page.goto(site.url);
    return person;
  }

  /** Lets them come into the meeting, by a function of the page. */
  async enter(way, ...args) {
    const entered = this.#page.evaluate(([way, args]) => window[way](...args), [way, args]);
    await within(`${this.id} to ${way}`, entered, 45_000);
    const { userId, peerId } = await this.view();
    return Object.assign(this, { userId, peerId });
  }

  /** How their SDK sees the meeting. */
  view() {
    return this.#page.evaluate('view()');
  }

  /** Waits until their SDK sees the meeting so. */
  sees(what, accept) {
    return until(`${this.id} to see ${what}`, () => this.view(), accept);
  }

  /** Calls a method of the page's `meeting`, to its end: `call('stage.grantAccess', ['…'])`. */
  call(path, ...args) {
    const called = this.#page.evaluate(
      ([path, args]) => {
        const names = path.split('.');
        const method = names.pop();
        const owner = names.reduce((object, name) => object[name], meeting);
        return Promise.resolve(owner[method](...args)).then(() => undefined);
      },
      [path, args],
    );
    return within(`${this.id} to ${path}`, called, 25_000);
  }

  /** Removes somebody from the meeting. */
  async remove({ id, peerId }) {
    const removed = this.#page.evaluate(
      (peerId) => meeting.participants.joined.get(peerId).kick(),
      peerId,
    );
    await within(`${this.id} to remove ${id}`, removed);
  }

  /** Does something, and waits until they have heard of an event that was not there before. */
  async hears(from, name, action, accept = () => true) {
    const before = (await this.heard()).length;
    await action();
    const fits = (event) => event.from === from && event.name === name && accept(event.detail);
    const news = async () => (await this.heard()).slice(before);
    await until(`${this.id} to hear ${name}`, news, (events) => events.some(fits));
  }

  /** Waits until as many tracks of theirs are negotiated. */
  sends(count) {
    return until(
      `${this.id} to send ${count} tracks`,
      () => this.#page.evaluate('sending()'),
      (sent) => sent === count,
    );
  }

  /** Everything that their SDK told them. */
  heard() {
    return this.#page.evaluate('heard');
  }

  /** Closes the page, without a word to the meeting. */
  close() {
    return this.#context.close();
  }
}
