import type { ComponentChildren, TargetedUIEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface ScrollBoxProps {
  readonly class: string;
  /** What is in it, for those who do not see it. */
  readonly label: string;
  /** `log`: what is added is read out. */
  readonly role: 'log' | 'region';
  /** Whether what is added is not read out. */
  readonly isQuiet?: boolean;
  /** Of the content: where it changes a box that shows its end goes on to show it. Absent for a box that stays. */
  readonly end?: number;
  readonly children: ComponentChildren;
}

/** From the end of the box, px: who has scrolled up further reads, and is not moved. */
const AT_END_px = 30;

/** A box whose content scrolls, by keyboard, too. */
export function ScrollBox({ class: name, label, role, isQuiet = false, end, children }: ScrollBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    if (end !== undefined && box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [end]);
  const follow = ({ currentTarget }: TargetedUIEvent<HTMLDivElement>) => {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < AT_END_px;
  };
  // What scrolls has to be reached by keyboard.
  const attributes = {
    role,
    'aria-label': label,
    tabIndex: 0,
    ...(isQuiet ? { 'aria-live': 'off' as const } : {}),
  };
  return (
    <div class={name} {...attributes} ref={box} onScroll={follow}>
      {children}
    </div>
  );
}
