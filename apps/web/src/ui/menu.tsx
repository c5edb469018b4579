import { type ReactNode, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/** A button that shows more: the browser's own popover closes it on Escape, and on a click beside it. */
export function Menu({ label, button, className, children }: MenuProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  // A list has many menus, of which one is open at most.
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className={className ? `menu ${className}` : 'menu'}>
      <button ref={opener} type="button" className="quiet" aria-haspopup="true" popoverTarget={id}>
        <span className="for-listeners">{label}</span>
        {button}
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: of the entries' own clicks, which the keyboard makes, too */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: likewise */}
      <div
        ref={list}
        id={id}
        popover="auto"
        className="menu-list"
        onBeforeToggle={({ newState }) => flushSync(() => setIsOpen(newState === 'open'))}
        onToggle={({ newState }) => newState === 'open' && place(list.current, opener.current)}
        onClick={() => list.current?.hidePopover()}
      >
        {isOpen && children}
      </div>
    </div>
  );
}

/** Below its button, or above where there is no room. */
function place(list: HTMLElement | null, opener: HTMLElement | null): void {
  if (!list || !opener) return;
  const button = opener.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const margin = 8;
  const below = button.bottom + 4;
  const top = below + height > innerHeight - margin ? button.top - height - 4 : below;
  const left = Math.min(button.left, innerWidth - width - margin);
  list.style.top = `${Math.max(margin, top)}px`;
  list.style.left = `${Math.max(margin, left)}px`;
}

interface MenuProps {
  label: string;
  button: ReactNode;
  className?: string;
  children: ReactNode;
}
