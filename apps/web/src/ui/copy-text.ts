/** @returns whether it is in the clipboard. A browser has its own interface for that only on pages that came over TLS. */
export async function copyText(
  text: string,
  shownIn: HTMLTextAreaElement | HTMLInputElement,
): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // There is none, or it was refused. What is selected can be copied by hand, whatever comes of it.
    shownIn.select()
    return document.execCommand('copy')
  }
}
