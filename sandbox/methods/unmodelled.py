"""Slack's methods that the sandbox knows by name only; calling one fails loudly (Slack: Web API methods)."""

_NAMES = """
admin.analytics: getFile
admin.analytics.messages: activity metadata
admin.apps: approve clearResolution restrict uninstall
admin.apps.activities: list
admin.apps.approved: list
admin.apps.config: lookup set
admin.apps.mcp.servers: list
admin.apps.mcp.servers.permissions: list set
admin.apps.permissions: add list remove set
admin.apps.requests: cancel list
admin.apps.restricted: list
admin.audit.anomaly.allow: getItem updateItem
admin.auth.policy: assignEntities getEntities removeEntities
admin.barriers: create delete list update
admin.conversations: archive bulkArchive bulkDelete bulkMove bulkSetExcludeFromSlackAi bulkSetProperties
    convertToPrivate convertToPublic create createForObjects delete disconnectShared getConversationPrefs
    getCustomRetention getTeams invite linkObjects lookup removeCustomRetention rename search
    setConversationPrefs setCustomRetention setTeams unarchive unlinkObjects
admin.conversations.ekm: listOriginalConnectedChannelInfo
admin.conversations.restrictAccess: addGroup listGroups removeGroup
admin.emoji: add addAlias list remove rename
admin.functions: list
admin.functions.permissions: lookup set
admin.inviteRequests: approve deny list
admin.inviteRequests.approved: list
admin.inviteRequests.denied: list
admin.roles: addAssignments listAssignments removeAssignments
admin.teams: create list
admin.teams.admins: list
admin.teams.owners: list
admin.teams.settings: info setDefaultChannels setDescription setDiscoverability setIcon setName
admin.usergroups: addChannels addTeams listChannels removeChannels removeTeams
admin.users: assign getExpiration invite list remove setAdmin setExpiration setOwner setRegular
admin.users.session: clearSettings getSettings invalidate list reset resetBulk setSettings
admin.users.unsupportedVersions: export
admin.workflows: search unpublish
admin.workflows.collaborators: add remove
admin.workflows.permissions: lookup
admin.workflows.triggers.types.permissions: lookup set
agents.sessions: rename setStatus
apps: uninstall
apps.activities: list
apps.auth.external: delete get
apps.datastore: bulkDelete bulkGet bulkPut count delete get put query update
apps.event.authorizations: list
apps.icon: set
apps.managed.permissions: set
apps.manifest: delete update
apps.user.connection: update
assistant.search: context info
assistant.threads: setStatus setSuggestedPrompts setTitle
auth.teams: list
calls: add end info update
calls.participants: add remove
canvases.access: delete
chat: meMessage
conversations: acceptSharedInvite approveSharedInvite declineSharedInvite inviteShared listConnectInvites
conversations.externalInvitePermissions: set
conversations.requestSharedInvite: approve deny list
dialog: open
dnd: endDnd endSnooze setSnooze
entity: acknowledgeCommentAction presentComments presentDetails
files: list revokePublicURL sharedPublicURL upload
files.comments: delete
files.remote: add info list remove share update
functions: completeError completeSuccess
functions.distributions.permissions: add list remove set
functions.workflows.steps: list
functions.workflows.steps.responses: export
migration: exchange
oauth: access
oauth.v2: exchange
oauth.v2.user: access
openid.connect: token userInfo
reactions: list
reminders: add complete delete info list
rtm: connect start
search: all files
slackLists: create update
slackLists.access: delete set
slackLists.download: get start
slackLists.items: create delete deleteMultiple info list update
stars: add list remove
team: accessLogs billableInfo integrationLogs
team.billing: info
team.externalTeams: disconnect list
team.preferences: list
team.profile: get
tooling.tokens: rotate
usergroups: disable enable
users: deletePhoto identity setActive setPhoto setPresence
users.discoverableContacts: lookup
users.profile: set
workflows.featured: add list remove set
workflows.triggers.permissions: add list remove set
"""


def _read(text: str) -> frozenset[str]:
    names, family = [], ""
    for word in text.split():
        if word.endswith(":"):
            family = word[:-1]
        else:
            names.append(f"{family}.{word}")
    return frozenset(names)


UNMODELLED = _read(_NAMES)
"""Names such as admin.users.list."""
