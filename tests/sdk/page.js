// One participant: joins with the SDK that the address names, and remembers what it heard from it.
// The driver calls what is here, and asks for what it needs to know.

'use strict';

const CLIENTS = { '2.x': 'RealtimeKitClient', '3.x': 'DyteClient' };

/** Everything that the SDK told, in order. */
const heard = [];
/** The SDK's connections to the media server. */
const connections = [];
let meeting;

window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...settings) {
    super(...settings);
    connections.push(this);
  }
};

/** How many tracks of ours the media server has agreed to take. */
function sending() {
  const transceivers = connections.flatMap((connection) => connection.getTransceivers());
  return transceivers.filter(
    ({ sender, currentDirection }) => sender.track && currentDirection === 'sendonly',
  ).length;
}

/** What can be said of an event's detail in JSON. */
function detail(value) {
  if (value === null || typeof value !== 'object') return value;
  if (value.userId) return { userId: value.userId, stageStatus: value.stageStatus };
  const { state, count, reconnected } = value;
  return { state, count, reconnected };
}

/** The client of an SDK, which its bundle declares with `var`. */
function load(version) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `sdk/${version}.js`;
    script.onload = () => resolve(window[CLIENTS[version]]);
    script.onerror = () => reject(new Error(`no SDK ${version}`));
    document.head.append(script);
  });
}

function listen() {
  const { stage, self, participants, meta } = meeting;
  const emitters = {
    stage,
    self,
    joined: participants.joined,
    waitlisted: participants.waitlisted,
    meta,
  };
  for (const [from, emitter] of Object.entries(emitters)) {
    emitter.on('*', (name, value) => heard.push({ from, name, detail: detail(value) }));
  }
}

/** Comes into the meeting, and listens to everything from the beginning. */
async function enter(version, options) {
  meeting = await (await load(version)).init(options);
  listen();
  await meeting.join();
}

/** Comes into the meeting by a script that makes it. */
async function paste(version, script) {
  const client = await load(version);
  const AsyncFunction = enter.constructor;
  meeting = await new AsyncFunction(CLIENTS['2.x'], `${script}\nreturn meeting;`)(client);
  listen();
}

/** How the SDK sees the meeting. */
function view() {
  if (!meeting) return undefined;
  const people = meeting.participants.joined.toArray();
  const moderates = meeting.self.permissions.acceptStageRequests;
  const requests = moderates ? meeting.stage.getAccessRequests().stageRequests : [];
  return {
    state: meeting.self.roomState,
    peerId: meeting.self.id,
    userId: meeting.self.userId,
    stage: meeting.stage.status,
    audio: meeting.self.audioEnabled,
    video: meeting.self.videoEnabled,
    requests: requests.map((request) => request.userId),
    others: people.map(({ id, userId, customParticipantId, name, presetName, stageStatus }) => ({
      id,
      userId,
      customParticipantId,
      name,
      presetName,
      stageStatus,
    })),
  };
}
