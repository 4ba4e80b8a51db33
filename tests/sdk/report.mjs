// A line a step; and where one fails, what everybody saw.

/** How many of what was told last are said. */
const LAST = 30;

const started = Date.now();

/** Names the steps that follow. */
export function reporter(title) {
  return async function step(what, run) {
    const from = Date.now();
    try {
      await run();
    } catch (error) {
      print(`FAILED ${title}: ${what}`);
      throw error;
    }
    print(`ok     ${title}: ${what} (${Date.now() - from} ms)`);
  };
}

export function print(text) {
  const at = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  process.stdout.write(`${at}  ${text}\n`);
}

/** Says what a world was like when a step of it failed. */
export async function explain(error, { sandbox, people }) {
  const lines = [error.stack];
  for (const person of people) {
    lines.push(`--- ${person.id}`, await shown(async () => inShort(await person.view())));
    lines.push(await shown(async () => (await person.heard()).slice(-LAST).map(asHeard)));
    lines.push(...person.uncaught.map((text) => `uncaught: ${text}`));
    lines.push(...person.errors.slice(-LAST).map((text) => `console: ${text}`));
  }
  lines.push(
    '--- dyte-stage status',
    await shown(async () => asListed(await sandbox.command('status'))),
  );
  lines.push(
    '--- dyte-stage requests list',
    await shown(async () => asListed(await sandbox.command('requests', 'list'))),
  );
  lines.push('--- stderr of the sandbox', sandbox.stderr);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function inShort({ others, requests, ...view }) {
  const seen = others.map(
    ({ customParticipantId, id, stageStatus }) => `${customParticipantId} ${id} ${stageStatus}`,
  );
  return { ...view, requests: requests.length, others: seen };
}

const asHeard = ({ from, name, detail }) => `${from} ${name} ${JSON.stringify(detail) ?? ''}`;

function asListed({ code, stderr, json }) {
  const people = json?.participants ?? json?.requests ?? [];
  const listed = people.map(({ custom_participant_id, peer_ids, stage_status }) =>
    [custom_participant_id, ...peer_ids, stage_status].join(' '),
  );
  return { code, stderr, listed };
}

async function shown(look) {
  try {
    return JSON.stringify(await look(), null, 1);
  } catch (error) {
    return `cannot be seen: ${error.message}`;
  }
}
