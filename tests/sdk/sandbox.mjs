// One sandbox that stays, in a home of its own, and the command line that uses it as a third party.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { within } from './until.mjs';

export class Sandbox {
  #binary;
  #home;
  #environment;
  #children = new Set();
  #process;
  /** What it said on stderr. */
  stderr = '';

  constructor(binary) {
    this.#binary = binary;
    this.#home = mkdtempSync(join(tmpdir(), 'dyte-stage-sdk-'));
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('DYTE_STAGE_'));
    this.#environment = {
      ...Object.fromEntries(own),
      DYTE_STAGE_HOME: this.#home,
      DYTE_STAGE_PLATFORM: 'sandbox',
    };
    // However this process ends, nothing of it stays.
    process.once('exit', this.#clear);
  }

  /** Serves it, and reads what it says about itself once it does. */
  static async start(binary, view, listen = '127.0.0.1:0') {
    const sandbox = new Sandbox(binary);
    const run = ['sandbox', 'run', '--listen', listen, '--tls', '--view', view, '-o', 'json'];
    sandbox.#process = sandbox.#spawn(run);
    sandbox.#process.stderr.on('data', (text) => (sandbox.stderr += text));
    const lines = createInterface({ input: sandbox.#process.stdout });
    const ended = once(sandbox.#process, 'exit').then(([code]) => {
      throw new Error(`the sandbox ended with ${code}: ${sandbox.stderr}`);
    });
    ended.catch(() => {});
    const [line] = await within('the sandbox', Promise.race([once(lines, 'line'), ended]), 60_000);
    sandbox.info = JSON.parse(line);
    return sandbox;
  }

  /** Runs a command to its end. */
  async command(...args) {
    const child = this.#spawn([...args, '-o', 'json']);
    const read = [child.stdout, child.stderr].map(async (stream) => {
      let text = '';
      for await (const part of stream) text += part;
      return text;
    });
    const [code] = await within(args.join(' '), once(child, 'close'));
    const [stdout, stderr] = await Promise.all(read);
    return { code, stderr, json: stdout ? JSON.parse(stdout) : undefined };
  }

  /** What a command that has to succeed prints. */
  async cli(...args) {
    const { code, stderr, json } = await this.command(...args);
    if (code !== 0) {
      const printed = JSON.stringify(json);
      throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}${printed ?? ''}`);
    }
    return json;
  }

  /** A token with which a participant joins. */
  async token(participant) {
    const child = this.#spawn(['-q', 'sandbox', 'token', participant, '-o', 'id']);
    const ended = within('sandbox token', once(child, 'close'));
    let token = '';
    for await (const part of child.stdout) token += part;
    const [code] = await ended;
    if (code !== 0) throw new Error(`sandbox token ${participant} ended with ${code}`);
    return token.trim();
  }

  /** A command that stays, until it is let go. */
  stay(...args) {
    const child = this.#spawn(args);
    const lines = createInterface({ input: child.stdout });
    child.stderr.resume();
    return {
      /** Its next line. */
      line: async () => JSON.parse((await within(args.join(' '), once(lines, 'line')))[0]),
      letGo: async () => {
        const ended = once(child, 'exit');
        child.kill('SIGINT');
        await within(`the end of ${args.join(' ')}`, ended);
      },
    };
  }

  /** Ends it, as a service manager would. The exit code. */
  async stop() {
    try {
      if (this.#process.exitCode === null) {
        const ended = once(this.#process, 'exit');
        this.#process.kill('SIGTERM');
        await within('the end of the sandbox', ended);
      }
      return this.#process.exitCode;
    } finally {
      process.off('exit', this.#clear);
      this.#clear();
    }
  }

  #spawn(args) {
    const child = spawn(this.#binary, args, {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  #clear = () => {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.#home, { recursive: true, force: true });
  };
}
