import { createContext, use } from 'react';
import type { Brand } from '../brand.ts';

export const BrandContext = createContext<Brand>({ name: 'Dunlin' });

export const useBrand = () => use(BrandContext);

/** As the server has written it into the document. */
export function readBrand({ dataset }: HTMLElement): Brand {
  return { name: dataset.name ?? 'Dunlin', logo: dataset.logo };
}
