/**
 * Replaces what stands between `<!-- name -->` and `<!-- /name -->` in a document.
 *
 * @throws Error when the document has no such block
 */
export function replaceBlock(document: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`there is no block ${begin} … ${end}`)
  return `${document.slice(0, from + begin.length)}\n\n${content}\n\n${document.slice(to)}`
}
