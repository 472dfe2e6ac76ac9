// Names of what a load test makes, so that people can tell. No letter of them looks like another, nor like two others
// together: names that look alike are one name to the chat.

const LETTERS = 'abcdefghkpstuxyz'

export const ROOM_PREFIX = 'load test '

export function roomName(run: string, room: number): string {
  return `${ROOM_PREFIX}${run} ${letters(room)}`
}

export function guestName(run: string, account: number): string {
  return `load ${run} ${letters(account)}`
}

/** @param random 0 ≤ x < 1 */
export function newRunName(random: () => number): string {
  return Array.from({ length: 6 }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('')
}

function letters(number: number): string {
  return [...number.toString(16)].map(digit => LETTERS[Number.parseInt(digit, 16)]).join('')
}
