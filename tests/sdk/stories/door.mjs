// The waiting room: whoever waits is nowhere, until a host lets them in or turns them away.

import assert from 'node:assert/strict';

/** The command line's exit code where a participant is not in the meeting. */
const NOT_FOUND = 3;

export async function door(world, step) {
  const { sandbox } = world;
  let host;

  await step('a host joins, who may let others in', async () => {
    await world.preset({
      name: 'waits',
      config: { view_type: 'WEBINAR' },
      ui: {},
      permissions: {
        stage_enabled: true,
        stage_access: 'CAN_REQUEST',
        waiting_room_type: 'SKIP_ON_ACCEPT',
        media: Object.fromEntries(
          ['audio', 'video', 'screenshare'].map((kind) => [kind, { can_produce: 'CAN_REQUEST' }]),
        ),
      },
    });
    host = await world.join('crew-1', { token: sandbox.info.host.token });
  });

  await step('somebody waits, and the host lets them in', async () => {
    const guest = await knocks('late-1');
    const letIn = () => host.call('participants.acceptWaitingRoomRequest', guest.peerId);
    await guest.hears('self', 'roomJoined', letIn);
    await world.stands(guest, 'OFF_STAGE');
  });

  await step('somebody else waits, and the host turns them away', async () => {
    const guest = await knocks('late-2');
    const turnAway = () => host.call('participants.rejectWaitingRoomRequest', guest.peerId);
    await guest.hears('self', 'roomLeft', turnAway, ({ state }) => state === 'rejected');
    assert.equal((await sandbox.command('status', 'late-2')).code, NOT_FOUND);
  });

  /** Adds somebody who has to wait, and lets them come to the door. */
  async function knocks(id) {
    await sandbox.cli('participants', 'add', id, '--preset', 'waits', '--name', id);
    let guest;
    await host.hears('waitlisted', 'participantJoined', async () => (guest = await world.join(id)));
    await guest.sees('themselves wait', ({ state }) => state === 'waitlisted');
    assert.equal((await sandbox.command('status', id)).code, NOT_FOUND, 'nobody is there yet');
    return guest;
  }
}
