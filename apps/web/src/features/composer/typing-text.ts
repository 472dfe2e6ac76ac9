/** Names stand in first-strong isolates, so that none of them turns the sentence around. */
export function typingText(names: readonly string[]): string {
  const [first, second] = names.map(name => `\u2068${name}\u2069`)
  if (first === undefined) return ''
  if (second === undefined) return `${first} is typing…`
  if (names.length === 2) return `${first} and ${second} are typing…`
  if (names.length === 3) return `${first}, ${second} and one other are typing…`
  return `${first}, ${second} and ${names.length - 2} others are typing…`
}
