/** What a text says that is no command: `//` sends it with one of them. @returns null: it is a command, or names none */
export function asText(text: string): string | null {
  if (text.startsWith('//')) return text.slice(1)
  return text.startsWith('/') ? null : text
}
