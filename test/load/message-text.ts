// What a message of a load test says: which one it is, who wrote it and when it was due. The rest is padding.

export interface LoadMessage {
  /** 0, 1, 2… in the whole run. */
  number: number
  /** Number of the client that wrote it. */
  client: number
  /** When it was due, in milliseconds of the clock that all processes of this machine share. */
  dueAt: number
}

export function writeText({ number, client, dueAt }: LoadMessage, run: string, bytes: number): string {
  return `load ${run} ${number} ${client} ${dueAt} `.padEnd(bytes, '.')
}

/** @returns null for a text that is not of this run */
export function readText(text: string, run: string): LoadMessage | null {
  if (!text.startsWith(`load ${run} `)) return null
  const [, , number, client, dueAt] = text.split(' ', 5)
  const message = { number: Number(number), client: Number(client), dueAt: Number(dueAt) }
  return Object.values(message).every(Number.isFinite) ? message : null
}
