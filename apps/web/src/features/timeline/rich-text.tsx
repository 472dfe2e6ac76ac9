import { memo, type ReactNode } from 'react'
import { tameMarks } from '../../ui/tame-marks.js'
import { type Block, type Inline, parseText } from './parse-text.js'
import './rich-text.css'

/** A message's text as React nodes: nothing of it is ever taken as HTML. */
export const RichText = memo(function RichText({ text }: { text: string }) {
  return parseText(tameMarks(text)).map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a text never changes, so neither does the place of its parts
    <RichBlock key={index} block={block} />
  ))
})

function RichBlock({ block }: { block: Block }) {
  if (block.kind === 'code')
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keyboard too
      <pre className="rich-code" tabIndex={0}>
        {block.text}
      </pre>
    )
  return (
    <p className="rich-text" dir="auto">
      {block.children.map(renderInline)}
    </p>
  )
}

function renderInline(inline: Inline, index: number): ReactNode {
  switch (inline.kind) {
    case 'text':
      return inline.text
    case 'code':
      return <code key={index}>{inline.text}</code>
    case 'strong':
      return <strong key={index}>{inline.children.map(renderInline)}</strong>
    case 'emphasis':
      return <em key={index}>{inline.children.map(renderInline)}</em>
    case 'link':
      return (
        <a key={index} href={inline.href} target="_blank" rel="noopener noreferrer nofollow">
          <bdi>{inline.text}</bdi>
        </a>
      )
  }
}
