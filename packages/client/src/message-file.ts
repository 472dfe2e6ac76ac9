import type { MessageFile } from '@hubbub/shared'

/** Whether a value that was stored by some version of the page, or came from a server, is a file that a message can carry. */
export function isMessageFile(value: unknown): value is MessageFile {
  if (typeof value !== 'object' || value === null) return false
  const { fileId, name, type, size, width, height } = value as Record<string, unknown>
  if (typeof fileId !== 'string' || typeof name !== 'string' || typeof type !== 'string') return false
  return (
    typeof size === 'number' && [width, height].every(each => each === undefined || typeof each === 'number')
  )
}

/** What a message says in places where there is room for words only: its text or, when it has none, the names of its files. */
export function wordsOf(text: string, files: readonly Pick<MessageFile, 'name'>[] = []): string {
  return text.trim() === '' ? files.map(({ name }) => name).join(', ') : text
}
