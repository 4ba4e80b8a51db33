// Out of the meeting: by the SDK's host, and by our command line.

import { until } from '../until.mjs';

const kicked = ({ state }) => state === 'kicked';

export async function removal(world, step) {
  const { sandbox } = world;
  let host, first, second, third;

  await step('a host and three viewers join', async () => {
    host = await world.join('crew-1', { token: sandbox.info.host.token });
    first = await world.join('guest-106', { token: sandbox.info.viewer.token });
    second = await world.join('guest-107');
    third = await world.join('guest-108');
    await host.sees('all three', ({ others }) =>
      [first, second, third].every(({ peerId }) => others.some(({ id }) => id === peerId)),
    );
  });

  await step('the host removes one by the SDK', async () => {
    await first.hears('self', 'roomLeft', () => host.remove(first), kicked);
    await gone(first);
  });

  await step('the command line removes another', async () => {
    const remove = () => sandbox.cli('participants', 'kick', second.id);
    await second.hears('self', 'roomLeft', remove, kicked);
    await gone(second);
  });

  await step('the host removes everybody by the SDK: that ends the session', async () => {
    const ended = ({ state }) => state === 'ended';
    await third.hears('self', 'roomLeft', () => host.call('participants.kickAll'), ended);
    await host.sees('the end', ended);
    const status = () => sandbox.command('status');
    await until(
      'status to say so',
      status,
      ({ code, stderr }) => code === 7 && stderr.includes('no_live_session'),
    );
  });

  async function gone(person) {
    await world.leaves(person);
    await host.sees(`no ${person.id}`, ({ others }) =>
      others.every(({ id }) => id !== person.peerId),
    );
  }
}
