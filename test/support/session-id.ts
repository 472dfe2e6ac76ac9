/** The id that a session cookie carries, as Redis knows it. @throws Error the cookie has none */
export function sessionIdIn(cookie: string): string {
  const id = /s:([^.]+)\./.exec(decodeURIComponent(cookie))?.[1]
  if (id === undefined) throw new Error('there is no session in that cookie')
  return id
}
