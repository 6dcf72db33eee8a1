import type { MakingWay } from './making-way';
import type { PagePorts } from './page-ports';
import type { PageStore } from './store';

/** Arguments of every controller. */
export type ControllerParts = {
  readonly store: PageStore;
  readonly ports: PagePorts;
  readonly way: MakingWay;
};
