import { useControllers } from '../../page-context';
import type { Studio } from './studio-controller';

/** @throws TypeError while the studio was never open. */
export function useStudio(): Studio {
  return useControllers().studio.studio;
}
