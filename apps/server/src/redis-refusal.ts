/** Passes by itself: a server that starts, one that is no primary any more, a shard that moves. */
const PASSING = /^(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|MOVED|ASK|UNBLOCKED)\b/

/** Whether Redis itself says no, over a connection that works, and will until somebody does something: memory or disk full, a right that is missing. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError' && !PASSING.test(error.message)
}
