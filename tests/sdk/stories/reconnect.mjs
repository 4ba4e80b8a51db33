// A line that breaks: the SDK comes back by itself, to where it was.

const [ASKED, ON, OFF] = ['REQUESTED_TO_JOIN_STAGE', 'ON_STAGE', 'OFF_STAGE'];

export async function reconnect(world, step) {
  const { sandbox } = world;
  const wire = await world.wire();
  let host, viewer;

  const cut = () => wire.cut();
  const again = ({ reconnected }) => reconnected;
  const comesBack = () => viewer.hears('self', 'roomJoined', cut, again);
  // Of a livestream's audience, SDKs bring back the socket only; the page has to join.
  const joinsAgain = async () => {
    await viewer.hears('meta', 'socketConnectionUpdate', cut, again);
    await viewer.hears('self', 'roomJoined', () => viewer.call('join'));
  };

  await step('a viewer asks, and their line breaks: they ask still', async () => {
    host = await world.join('crew-1', { token: sandbox.info.host.token });
    const options = { baseURI: wire.base_uri };
    viewer = await world.join('guest-106', { token: sandbox.info.viewer.token, options });
    await host.hears('stage', 'newStageRequest', () => viewer.call('stage.requestAccess'));
    await (world.view === 'livestream' ? joinsAgain() : comesBack());
    await world.stands(viewer, ASKED);
    await world.lists(viewer);
  });

  await step('they are on stage, and their line breaks: they are on stage still', async () => {
    await viewer.hears('stage', 'stageRequestApproved', () => world.moderate('grant', viewer));
    await viewer.call('stage.join');
    await world.stands(viewer, ON);
    await comesBack();
    await world.stands(viewer, ON);
  });

  await step('and can be taken off it', async () => {
    await viewer.hears('stage', 'stageStatusUpdate', () => world.moderate('kick', viewer));
    await world.stands(viewer, OFF);
  });
}
