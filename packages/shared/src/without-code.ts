const CODE = /```[\s\S]*?```|`[^`\n]+`/g

/** @returns the text with a blank in the place of what is shown as it is written: that mentions nobody and links to nothing */
export function withoutCode(text: string): string {
  return text.replace(CODE, ' ')
}
