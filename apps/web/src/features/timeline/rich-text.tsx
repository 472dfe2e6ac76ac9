import { memo, type ReactNode } from 'react'
import { tameMarks } from '../../ui/tame-marks.js'
import { isSameName } from '../mentions/find-name.js'
import { Mention } from '../mentions/mention.js'
import { useMentionNames } from '../mentions/mentions-context.js'
import { type Block, type Inline, mentionsIn, parseText } from './parse-text.js'
import './rich-text.css'

const ELEMENTS = { paragraph: 'p', quote: 'blockquote', bullets: 'ul', numbers: 'ol' } as const
const ELSEWHERE = { target: '_blank', rel: 'noopener noreferrer nofollow' }

/** A message's text as React nodes: nothing of it is ever taken as HTML. */
export const RichText = memo(function RichText({ text }: { text: string }) {
  const { findName, me } = useMentionNames()
  const blocks = parseText(tameMarks(text), findName)
  return (
    <>
      {mentionsIn(blocks).some(name => isSameName(name, me)) && (
        <span className="mention-told sr-only">Mentions you: </span>
      )}
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: no part of a text keeps anything
        <RichBlock key={index} block={block} />
      ))}
    </>
  )
})

function RichBlock({ block }: { block: Block }) {
  if (block.kind === 'code')
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keyboard too
      <pre className="rich-code" tabIndex={0}>
        {block.text}
      </pre>
    )
  const Element = ELEMENTS[block.kind]
  return (
    <Element className="rich-text" dir="auto">
      {block.children.map(renderInline)}
    </Element>
  )
}

function renderInline(inline: Inline, index: number): ReactNode {
  switch (inline.kind) {
    case 'text':
      return inline.text
    case 'code':
      return <code key={index}>{inline.text}</code>
    case 'mention':
      return <Mention key={index} name={inline.name} />
    case 'strong':
      return <strong key={index}>{inline.children.map(renderInline)}</strong>
    case 'struck':
      return <s key={index}>{inline.children.map(renderInline)}</s>
    case 'emphasis':
      return <em key={index}>{inline.children.map(renderInline)}</em>
    case 'item':
      return (
        <li key={index} value={inline.number ?? undefined}>
          {inline.children.map(renderInline)}
        </li>
      )
    case 'link': {
      // What lies in this very page opens here.
      const elsewhere = !inline.href.startsWith(`${location.origin}/#`)
      return (
        <a key={index} href={inline.href} {...(elsewhere && ELSEWHERE)}>
          <bdi>{inline.text}</bdi>
        </a>
      )
    }
  }
}
