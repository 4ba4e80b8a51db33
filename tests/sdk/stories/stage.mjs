// The stage, by the SDK's own module and by our command line in turn: WEBINAR and LIVESTREAM.

import assert from 'node:assert/strict';

const [OFF, ASKED, GRANTED, ON] = [
  'OFF_STAGE',
  'REQUESTED_TO_JOIN_STAGE',
  'ACCEPTED_TO_JOIN_STAGE',
  'ON_STAGE',
];

export async function stage(world, step) {
  const { sandbox } = world;
  let host, first, second;

  const ask = (viewer) =>
    host.hears('stage', 'newStageRequest', () => viewer.call('stage.requestAccess'));
  const approve = (viewer, action) => viewer.hears('stage', 'stageRequestApproved', action);

  await step('a host joins, and is on stage', async () => {
    host = await world.join('crew-1', { token: sandbox.info.host.token });
    await world.stands(host, ON);
    const { peer_ids } = await world.participant(host.id);
    assert.deepEqual(peer_ids, [host.peerId], 'they are there once, by their SDK');
  });

  await step('two viewers join, and are not', async () => {
    first = await world.join('guest-106', { token: sandbox.info.viewer.token });
    second = await world.join('guest-107');
    await world.stands(first, OFF);
    await world.stands(second, OFF);
  });

  await step('a viewer asks: the host hears it, and requests list shows it', async () => {
    await ask(first);
    await world.stands(first, ASKED);
    await world.lists(first);
    await host.sees('the request', ({ requests }) => requests.includes(first.userId));
  });

  await step('the command line does not act for somebody who is there by a client', async () => {
    for (const operation of ['cancel', 'join']) {
      const { code, stderr } = await sandbox.command(operation, '--as', first.id);
      assert.equal(code, 7, stderr);
    }
    await world.stands(first, ASKED);
  });

  await step('grant by the command line: the viewer is told', async () => {
    await approve(first, () => world.moderate('grant', first));
    await world.stands(first, GRANTED);
    await world.lists(first, false);
  });

  await step('the viewer comes on stage', async () => {
    await first.call('stage.join');
    await world.stands(first, ON);
  });

  await step('kick by the command line: they are off the stage, and still there', async () => {
    await first.hears('stage', 'stageStatusUpdate', () => world.moderate('kick', first));
    await world.stands(first, OFF);
    assert.equal((await first.view()).state, 'joined');
  });

  await step('deny by the command line: the viewer is told', async () => {
    await ask(second);
    await world.lists(second);
    await second.hears('stage', 'stageRequestRejected', () => world.moderate('deny', second));
    await world.stands(second, OFF);
    await world.lists(second, false);
  });

  await step('a viewer withdraws: nobody lists them any more', async () => {
    await ask(second);
    await world.lists(second);
    await second.call('stage.cancelRequestAccess');
    await world.stands(second, OFF);
    await world.lists(second, false);
    await host.sees('no request', ({ requests }) => !requests.includes(second.userId));
  });

  await step('the host grants by the SDK, and the viewer leaves the stage by theirs', async () => {
    await ask(first);
    await approve(first, () => host.call('stage.grantAccess', [first.userId]));
    await world.stands(first, GRANTED);
    await first.call('stage.join');
    await world.stands(first, ON);
    await first.call('stage.leave');
    await world.stands(first, OFF);
  });

  await step('the host denies by the SDK', async () => {
    await ask(first);
    await first.hears('stage', 'stageRequestRejected', () =>
      host.call('stage.denyAccess', [first.userId]),
    );
    await world.stands(first, OFF);
    await world.lists(first, false);
  });

  await step('the host takes somebody off the stage by the SDK', async () => {
    await approve(second, () => world.moderate('grant', second));
    await second.call('stage.join');
    await world.stands(second, ON);
    await host.call('stage.kick', [second.userId]);
    await world.stands(second, OFF);
  });

  await step('the host grants somebody who was put there by request --as', async () => {
    const asking = () => sandbox.cli('request', '--as', 'guest-108');
    await host.hears('stage', 'newStageRequest', asking);
    const { user_id: userId } = await world.participant('guest-108');
    const simulated = { id: 'guest-108', userId };
    await world.stands(simulated, ASKED);
    await host.call('stage.grantAccess', [userId]);
    // A simulated attendee comes by themselves.
    await world.stands(simulated, ON);
  });

  await step('our host is there, and nobody sees it', async () => {
    const watch = sandbox.stay('watch', '-o', 'ndjson');
    await watch.line();
    const { participants } = await sandbox.cli('status');
    const connections = participants.flatMap(({ peer_ids }) => peer_ids).sort();
    for (const person of world.people) {
      const seen = (await person.view()).others.map(({ id }) => id);
      assert.deepEqual([...seen, person.peerId].sort(), connections, person.id);
    }
    await watch.letGo();
    const users = participants.map(({ user_id }) => user_id);
    for (const person of world.people) {
      const heard = (await person.heard()).filter(({ from }) => from === 'joined');
      const strangers = heard.flatMap(({ detail }) => detail?.userId ?? []);
      assert.deepEqual(
        strangers.filter((userId) => !users.includes(userId)),
        [],
        person.id,
      );
    }
  });

  await step('a viewer goes: a simulated attendee has their place again', async () => {
    await first.call('leave');
    await world.leaves(first);
    const { peer_ids } = await world.participant(first.id);
    assert.ok(
      peer_ids.every((id) => id.startsWith('sim-')),
      peer_ids.join(),
    );
  });
}
