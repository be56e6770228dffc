/** Names of people, channels and user groups, as the person looking at the page may know them. */

const people = new Map();
const channels = new Map();
const groups = new Map();
let revision = 0;
let lastSeen = "";

const SLACKBOT = "USLACKBOT";

export const directory = {
  me: null,
  appName: "App",
  commands: [],
  shortcuts: [],

  /** Changes whenever a shown name may have changed. */
  get revision() {
    return revision;
  },

  setPeople(list, groupList = []) {
    people.clear();
    for (const person of list) people.set(person.id, person);
    groups.clear();
    for (const group of groupList) groups.set(group.id, group);
    this.touch();
  },

  setChannels(list) {
    channels.clear();
    for (const channel of list) channels.set(channel.id, channel);
    this.touch();
  },

  touch() {
    const seen = JSON.stringify([
      this.me,
      this.appName,
      [...people.values()],
      [...groups.values()],
      [...channels.values()].map((channel) => [channel.id, channel.name]),
      this.shortcuts,
    ]);
    if (seen !== lastSeen) revision += 1;
    lastSeen = seen;
  },

  person: (id) => people.get(id),
  channel: (id) => channels.get(id),
  people: () => [...people.values()],
  channels: () => [...channels.values()],

  /** Real people that are still here: whom one can be. */
  humans: () => [...people.values()].filter((person) => !person.is_bot && !person.deleted),

  personName(id) {
    const person = people.get(id);
    if (id === SLACKBOT) return "Slackbot";
    return person ? person.real_name || person.name : id;
  },

  channelName(id) {
    const channel = channels.get(id);
    if (!channel) return null;
    return channel.kind === "im" ? this.personName(channel.with_user) : channel.name;
  },

  groupName: (id) => groups.get(id)?.handle ?? groups.get(id)?.name ?? null,
};
