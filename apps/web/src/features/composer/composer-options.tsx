import type { ChatClient } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { type Ref, type RefObject, useEffect, useImperativeHandle, useLayoutEffect } from 'react'
import { OptionList } from '../../ui/option-list.js'
import { type BoxProps, type OptionKeys, useOptionList } from '../../ui/use-option-list.js'
import { useCommandSource } from '../commands/use-command-source.js'

interface ComposerOptionsProps {
  ref: Ref<OptionKeys>
  box: RefObject<HTMLTextAreaElement | null>
  text: string
  write: (text: string) => void
  client: ChatClient
  people: readonly User[]
  me: User
  /** What the box is to say of the list. */
  onBoxProps: (props: BoxProps) => void
}

/** What may complete what is being written. The text box is there before it. */
export function ComposerOptions({
  ref,
  box,
  text,
  write,
  client,
  people,
  me,
  onBoxProps,
}: ComposerOptionsProps) {
  const options = useOptionList(box, text, write, useCommandSource(client, text, people, me))
  const { boxProps, look } = options
  useImperativeHandle(ref, () => options)
  useLayoutEffect(() => onBoxProps(boxProps), [boxProps, onBoxProps])
  // Of whoever has begun to write before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    if (document.activeElement === box.current) look()
  }, [])
  return <OptionList {...options.list} />
}
