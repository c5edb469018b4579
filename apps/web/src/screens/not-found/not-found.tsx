import { Link } from 'wouter';
import { pages } from '../../paths.ts';
import { Screen } from '../../ui/screen.tsx';
import { useWords } from '../../words/words.tsx';

export function NotFound() {
  const words = useWords().notFound;
  return (
    <Screen title={words.title}>
      <div className="empty">
        <p>{words.text}</p>
        <Link className="button" href={pages.home}>
          {words.home}
        </Link>
      </div>
    </Screen>
  );
}
