// One participant in two tabs: the stage knows people, not connections.

import assert from 'node:assert/strict';

export async function tabs(world, step) {
  const { sandbox } = world;
  let tab, other;

  await step('a viewer has two tabs open', async () => {
    const { token } = sandbox.info.viewer;
    tab = await world.join('guest-106', { token });
    other = await world.join('guest-106', { token });
    const { peer_ids } = await world.participant('guest-106');
    assert.deepEqual([...peer_ids].sort(), [tab.peerId, other.peerId].sort());
  });

  await step('asking in one and granted, both are told', async () => {
    await tab.call('stage.requestAccess');
    await world.lists(tab);
    await tab.hears('stage', 'stageRequestApproved', () =>
      other.hears('stage', 'stageRequestApproved', () => world.moderate('grant', tab)),
    );
    await world.stands(tab, 'ACCEPTED_TO_JOIN_STAGE');
    await world.stands(other, 'ACCEPTED_TO_JOIN_STAGE');
  });

  await step('off the stage, both are', async () => {
    await tab.call('stage.join');
    await world.stands(tab, 'ON_STAGE');
    await world.moderate('kick', tab);
    await world.stands(tab, 'OFF_STAGE');
    await world.stands(other, 'OFF_STAGE');
  });

  await step('one is closed: they are there by the other', async () => {
    await other.call('leave');
    await world.leaves(other);
    assert.deepEqual((await world.participant('guest-106')).peer_ids, [tab.peerId]);
  });
}
