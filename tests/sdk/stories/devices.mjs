// A camera and a microphone: the sandbox takes what a browser sends, and the SDK is content.

export async function devices(world, step) {
  const { sandbox } = world;
  let host;

  await step('the script that sandbox run prints brings a host in, seen and heard', async () => {
    host = await world.paste('crew-1', sandbox.info.init);
    await world.stands(host, 'ON_STAGE');
    await host.sees('both on', ({ audio, video }) => audio && video);
    await host.sends(2);
  });

  await step('they turn them off, and on again', async () => {
    await host.call('self.disableVideo');
    await host.call('self.disableAudio');
    await host.sees('both off', ({ audio, video }) => !audio && !video);
    await host.call('self.enableAudio');
    await host.call('self.enableVideo');
    await host.sees('both on', ({ audio, video }) => audio && video);
    await host.sends(2);
  });
}
