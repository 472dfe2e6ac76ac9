/** As many as theme.css has avatar colours. */
const TONES = 12

/** A colour's number, from 0; always the same for a user. */
export function toneOf(userId: string): number {
  let hash = 0
  for (let index = 0; index < userId.length; index++) hash = (hash * 31 + userId.charCodeAt(index)) >>> 0
  return hash % TONES
}

/** The first letters of the first two words, or the first two letters of a single one. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/u).map(word => [...word.replace(/[^\p{L}\p{N}]/gu, '')])
  const [first, second] = words.filter(word => word.length > 0)
  if (first === undefined) return '?'
  return `${first[0]}${second?.[0] ?? first[1] ?? ''}`.toUpperCase()
}
