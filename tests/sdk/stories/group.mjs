// GROUP_CALL: a meeting without a stage, in which everybody may speak at once.

import assert from 'node:assert/strict';

export async function group(world, step) {
  const { sandbox } = world;
  let host, other;

  await step('two join, and both are on stage', async () => {
    host = await world.join('crew-1', { token: sandbox.info.host.token });
    other = await world.join(sandbox.info.viewer.custom_participant_id, {
      token: sandbox.info.viewer.token,
    });
    for (const person of [host, other]) {
      await person.sees(
        'themselves on stage',
        ({ state, stage }) => state === 'joined' && stage === 'ON_STAGE',
      );
    }
  });

  await step('they see each other, and the command line knows that they are there', async () => {
    await host.sees('the other', ({ others }) => others.some(({ id }) => id === other.peerId));
    await other.sees('the host', ({ others }) => others.some(({ id }) => id === host.peerId));
    const { participants } = await sandbox.cli('participants', 'list');
    const there = participants.filter(({ in_session }) => in_session).map(({ user_id }) => user_id);
    for (const { id, userId } of [host, other]) assert.ok(there.includes(userId), id);
  });
}
