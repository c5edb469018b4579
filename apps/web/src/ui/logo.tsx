import { useBrand } from './brand-context.ts';
import { Icon } from './icon.tsx';

/** The host's own, or the bird. */
export function Logo() {
  const { logo } = useBrand();
  return logo ? <img className="icon" src={logo} alt="" /> : <Icon name="bird" />;
}
