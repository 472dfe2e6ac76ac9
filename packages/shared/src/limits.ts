// Every number both ends must agree on. Changing one is a change of the protocol.

/** A message's text, in UTF-8 bytes. */
export const TEXT_MAX_BYTES = 8_000
/** A user's or room's name, in Unicode code points after normalisation. */
export const NAME_MAX_LENGTH = 32
/** A password, in UTF-16 code units. The upper bound keeps hashing cheap; 8 is the floor of NIST SP 800-63B. */
export const PASSWORD_MIN_LENGTH = 8
export const PASSWORD_MAX_LENGTH = 256

/** How long an invitation is good for. */
export const INVITATION_TTL_SECONDS = 7 * 24 * 60 * 60
/** How long a reset link is good for: somebody waits for it, and it opens an account that is in use. */
export const PASSWORD_RESET_TTL_SECONDS = 24 * 60 * 60

/** An emoji, in UTF-16 code units; the longest that Unicode recommends (families, flags of regions) have half as many. */
export const EMOJI_MAX_LENGTH = 32
/** Different emoji that are shown at one message. */
export const REACTIONS_PER_MESSAGE = 50

/** A room's topic, in UTF-16 code units: one line. */
export const TOPIC_MAX_LENGTH = 250
/** Pinned messages of a room. */
export const PINS_MAX = 50

/** Moderators of a room, besides operators; who made it is one in any case. */
export const MODERATORS_MAX = 20

/** Webhooks of a room. */
export const WEBHOOKS_MAX = 10
/** What a program gives to be known by when it posts the same again, in UTF-16 code units. */
export const IDEMPOTENCY_KEY_MAX_LENGTH = 200
/** Files that one message may carry. */
export const FILES_PER_MESSAGE = 10
/** A file's name, in UTF-8 bytes, as file systems have it. */
export const FILE_NAME_MAX_BYTES = 255
/** A file that was sent with no message is kept for so long: longer than a message may wait to be sent. */
export const UNSENT_FILE_TTL_SECONDS = 48 * 60 * 60

/** Entries in one answer of `room:history`, and in the page that a join or resume answers with. */
export const PAGE_MAX_ENTRIES = 200
/** The same in bytes of JSON, so that a page is well below what makes a slow reader; one entry always fits. */
export const PAGE_MAX_BYTES = 256 * 1024
/** What is looked for in a room, in UTF-16 code units. */
export const QUERY_MAX_LENGTH = 100
/** Entries that one answer of `room:search` looks through at most, and what it finds in them at most. */
export const SEARCH_MAX_ENTRIES = 2_000
export const SEARCH_MAX_FOUND = 20
/** Entries in the first page of a room joined without a position. */
export const JOIN_PAGE_ENTRIES = 60
/** Rooms in one page of `rooms:list`'s directory. */
export const ROOMS_PAGE = 100
/** Rooms one user may be a member of. */
export const ROOMS_PER_USER = 100
/** Up to so many others may take one into theirs, so that one can always join a room of one's own choice. */
export const INVITED_ROOMS_MAX = 80
/** Direct conversations one user may be in, besides the rooms; and up to how many others may begin one with them. */
export const DIRECTS_PER_USER = 200
export const DIRECTS_BEGUN_BY_OTHERS_MAX = 150
/** Members of a room up to which it is told who has read a message: each of them is looked at. */
export const READERS_ROOM_MAX = 200
/** Members in one answer of `room:members`, and of a room up to which it tells all of them: each answer reads all their ids. */
export const MEMBERS_PAGE = 100
export const MEMBERS_LISTED_MAX = 1_000
/** People in one answer of `people:find`. */
export const FOUND_PEOPLE_MAX = 20
/** How long a room stays that nobody is a member of: time to come back for whoever left by mistake. */
export const EMPTY_ROOM_TTL_SECONDS = 24 * 60 * 60

/** Slow mode of a room: the time from one message of a person to the next, in seconds; 0 is off. */
export const SLOW_MODE_MIN_SECONDS = 5
export const SLOW_MODE_MAX_SECONDS = 6 * 60 * 60

/** Devices of one user that notifications are pushed to; one more takes the place of the oldest. */
export const PUSH_DEVICES_MAX = 10
/** How much of a message a push tells, in UTF-16 code units. */
export const PUSH_TEXT_MAX_LENGTH = 200

/** What a link leads to, as far as it is told: title and description, in UTF-16 code units. */
export const PREVIEW_TITLE_MAX_LENGTH = 200
export const PREVIEW_DESCRIPTION_MAX_LENGTH = 300

/** Restricted people that a moderator is told of with the join; if there are more, an arbitrary selection. */
export const RESTRICTED_LIST_MAX = 500

/** How many present users a room names; above it, a room gets the count and a sample of this size. */
export const PRESENCE_LIST_MAX = 200
/** A typing mark ends by itself after this time; a client that goes on typing says so again in good time. */
export const TYPING_TTL_MS = 6_000
export const TYPING_REPEAT_MS = 3_000

/** How long a clientMessageId is remembered; a client must not retry a message that is older. */
export const RECEIPT_TTL_SECONDS = 24 * 60 * 60
/** How long a client waits for an ack before it takes the outcome as unknown and retries. Longer than the
 *  server's own deadline towards Redis, so that it is the server who decides whenever it can. */
export const ACK_TIMEOUT_MS = 5_000
/** How long a client asks for a missing entry before it asks again. */
export const GAP_TIMEOUT_MS = 2_000
/** One packet from client to server, in bytes: the longest text even when each of its bytes takes six as JSON. */
export const PACKET_MAX_BYTES = 64 * 1024
