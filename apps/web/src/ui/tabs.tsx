import { Link } from 'wouter';

/** Lists that stand beside each other, each with an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ href, text, isOpen }) => (
        <Link key={href} href={href} replace aria-current={isOpen ? 'page' : undefined}>
          {text}
        </Link>
      ))}
    </nav>
  );
}

export interface Tab {
  href: string;
  text: string;
  isOpen: boolean;
}
