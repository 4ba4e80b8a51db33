// A sandbox with a meeting, those who are in it on an SDK, and what has to be true on both sides.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';

import { Person } from './browser.mjs';
import { Sandbox } from './sandbox.mjs';
import { until } from './until.mjs';
import { wire } from './wire.mjs';

export class World {
  people = [];
  #wires = [];

  constructor(setting, version, view, sandbox) {
    this.setting = setting;
    this.version = version;
    this.view = view;
    this.sandbox = sandbox;
  }

  static async make(setting, version, view) {
    return new World(setting, version, view, await Sandbox.start(setting.binary, view));
  }

  /** Lets somebody come in on the SDK. */
  async join(id, { token, options = {} } = {}) {
    return (await this.#open(id)).enter('enter', this.version, {
      authToken: token ?? (await this.sandbox.token(id)),
      baseURI: this.sandbox.info.base_uri,
      defaults: { audio: false, video: false },
      ...options,
    });
  }

  /** Lets somebody come in by a script. */
  async paste(id, script) {
    return (await this.#open(id)).enter('paste', this.version, script);
  }

  async #open(id) {
    const { browser, site } = this.setting;
    const person = await Person.open(browser, site, id);
    this.people.push(person);
    return person;
  }

  /** Makes a preset, by the platform's own API. */
  async preset(preset) {
    const { api_url, account_id, app_id, api_token, certificate } = this.sandbox.info;
    const url = `${api_url}/accounts/${account_id}/realtime/kit/${app_id}/presets`;
    const headers = { authorization: `Bearer ${api_token}`, 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', headers, ca: await readFile(certificate) });
    sent.end(JSON.stringify(preset));
    const [answer] = await once(sent, 'response');
    assert.ok(answer.statusCode < 300, `${answer.statusCode} ${await text(answer)}`);
  }

  /** A line to the sandbox that can be cut. */
  async wire() {
    const line = await wire(new URL(this.sandbox.info.url).port);
    this.#wires.push(line);
    return line;
  }

  /** What the command line says of a participant. */
  async participant(id) {
    const { participants } = await this.sandbox.cli('status', id);
    assert.equal(participants.length, 1, id);
    return participants[0];
  }

  /** Waits until everybody agrees on where somebody stands: they, the command line, and the others. */
  async stands(somebody, status) {
    const { id, userId } = somebody;
    if (somebody instanceof Person) {
      await somebody.sees(`themselves ${status}`, (view) => view.stage === status);
    }
    const said = async () => (await this.participant(id)).stage_status;
    await until(`status ${id} to say ${status}`, said, (seen) => seen === status);
    for (const other of this.people.filter((other) => other.userId !== userId)) {
      await other.sees(`${id} ${status}`, ({ others }) =>
        others.some((them) => them.userId === userId && them.stageStatus === status),
      );
    }
  }

  /** Waits until somebody's own connections are gone from the command line's view of the meeting. */
  async leaves({ id, peerId }) {
    await until(
      `status to be without the connection of ${id}`,
      async () => (await this.sandbox.cli('status')).participants,
      (participants) => !participants.some(({ peer_ids }) => peer_ids.includes(peerId)),
    );
  }

  /** Waits until the command line's list of requests has somebody, or has them no more. */
  async lists({ id, userId }, listed = true) {
    const look = async () => {
      const { requests } = await this.sandbox.cli('requests', 'list');
      return requests.map((request) => request.user_id);
    };
    const what = `requests list to be ${listed ? 'with' : 'without'} ${id}`;
    await until(what, look, (requests) => requests.includes(userId) === listed);
  }

  /** Has the command line do something to somebody, which must be done. */
  async moderate(operation, { id }) {
    const answer = await this.sandbox.cli(operation, id, '--yes');
    assert.equal(answer.outcome, 'done', JSON.stringify(answer));
  }

  /** Ends it all: nothing may have gone wrong unseen. */
  async end() {
    const uncaught = this.people.flatMap(({ id, uncaught }) =>
      uncaught.map((error) => [id, error]),
    );
    assert.deepEqual(uncaught, [], 'nothing was thrown in a page');
    assert.equal(await this.#close(), 0, 'the sandbox ends with 0');
  }

  /** Ends what there is of it. */
  async abandon() {
    await this.#close().catch(() => {});
  }

  /** The sandbox ends while they are there, as when somebody presses Ctrl-C. */
  async #close() {
    const code = await this.sandbox.stop();
    await Promise.all(this.people.map((person) => person.close()));
    this.#wires.forEach((line) => line.close());
    return code;
  }
}
