// The official browser SDKs in the sandbox's meetings, with our command line as a third party.
//
//   node drive.mjs [--times N] [--only 2.x:webinar:stage] [--binary PATH] [--browser PATH]

import assert from 'node:assert/strict';
import { access, constants } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launch } from './browser.mjs';
import { explain, print, reporter } from './report.mjs';
import { serve, VERSIONS } from './site.mjs';
import { devices } from './stories/devices.mjs';
import { door } from './stories/door.mjs';
import { group } from './stories/group.mjs';
import { reconnect } from './stories/reconnect.mjs';
import { removal } from './stories/removal.mjs';
import { stage } from './stories/stage.mjs';
import { tabs } from './stories/tabs.mjs';
import { World } from './world.mjs';

/** What is played in a meeting of each kind. */
const STORIES = {
  webinar: [stage, tabs, devices, door, removal, reconnect],
  livestream: [stage, removal, reconnect],
  group: [group],
};

const RELEASE = fileURLToPath(new URL('../../target/release/dyte-stage', import.meta.url));

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    binary: { type: 'string', default: RELEASE },
    browser: { type: 'string', default: '/usr/bin/chromium' },
  },
});
const times = Number(values.times);
assert.ok(Number.isInteger(times) && times > 0, `--times ${values.times} is no number of times`);
const all = VERSIONS.flatMap((version) =>
  Object.entries(STORIES).flatMap(([view, stories]) =>
    stories.map((story) => [version, view, story]),
  ),
);
const chosen = all.filter(([version, view, story]) =>
  `${version}:${view}:${story.name}`.startsWith(values.only),
);
assert.ok(chosen.length > 0, `there is no ${values.only}`);
for (const program of [values.binary, values.browser]) await access(program, constants.X_OK);

const browser = await launch(values.browser);
const site = await serve();
try {
  for (let time = 1; time <= times; time += 1) {
    if (times > 1) print(`${time} of ${times}`);
    await playAll({ binary: values.binary, browser, site });
  }
  print(`passed, ${times === 1 ? 'once' : `${times} times in a row`}`);
} catch (error) {
  print(`failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  site.close();
}

async function playAll(setting) {
  for (const [version, view, story] of chosen) {
    const world = await World.make(setting, version, view);
    try {
      await story(world, reporter(`${version}:${view}:${story.name}`));
      await world.end();
    } catch (error) {
      await explain(error, world);
      await world.abandon();
      throw error;
    }
  }
}
