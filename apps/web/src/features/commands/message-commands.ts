import { parseText } from '../timeline/parse-text.js'

const SHRUG = '¯\\_(ツ)_/¯'

/** Emphasis, which every page paints; where marks in it would break that, a star before it, as of old. */
export function actionText(name: string, rest: string): string {
  const emphasised = `_${name} ${rest}_`
  return isOneEmphasis(emphasised) ? emphasised : `* ${name} ${rest}`
}

export function shrugText(rest: string): string {
  return rest === '' ? SHRUG : `${rest} ${SHRUG}`
}

function isOneEmphasis(text: string): boolean {
  const [block, ...others] = parseText(text)
  if (block === undefined || others.length > 0 || block.kind !== 'paragraph') return false
  return block.children.length === 1 && block.children[0]?.kind === 'emphasis'
}
