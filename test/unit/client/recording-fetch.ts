/** A `fetch` whose server gives one answer; `asked` is what it was asked. */
export function recordingFetch(respond: () => Response | Promise<Response>) {
  const asked: { url: string; init: RequestInit | undefined }[] = []
  const fetch: typeof globalThis.fetch = async (url, init) => {
    asked.push({ url: String(url), init })
    return respond()
  }
  return { asked, fetch }
}
